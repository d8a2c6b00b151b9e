use burn::backend::Flex;
use burn::backend::flex::{FlexTensor, Layout};
use burn::tensor::{Bytes, DType, Shape};

use super::Options;
use super::passes::{Gradients, Passed, Passes};
use crate::kernels::{self, Finish, Geometry};

impl Passes for Flex {
    fn forward(
        input: FlexTensor,
        kernel: FlexTensor,
        bias: FlexTensor,
        options: Options,
    ) -> FlexTensor {
        let (samples, geometry) = geometry(&input, &kernel, options);
        let [rows, columns] = geometry.output();
        let mut output = vec![0.0; samples * geometry.output_len()];
        let (input, kernel, bias) =
            (input.to_contiguous(), kernel.to_contiguous(), bias.to_contiguous());
        let finish = Finish { bias: Some(numbers(&bias)), relu: options.relu };
        kernels::forward(&geometry, numbers(&input), numbers(&kernel), finish, &mut output);
        tensor(output, [samples, geometry.filters, rows, columns])
    }

    fn backward(passed: Passed<Self>, gradient: FlexTensor) -> Gradients<Self> {
        let (samples, geometry) = geometry(&passed.input, &passed.kernel, passed.options);
        let [height, width] = geometry.input;
        let [rows, columns] = geometry.kernel;
        let (input, kernel) = (passed.input.to_contiguous(), passed.kernel.to_contiguous());
        let rectified = passed.rectified.map(|output| output.to_contiguous());
        let gradient = gradient.to_contiguous();
        let mut returned = passed.input_wanted.then(|| vec![0.0; samples * geometry.input_len()]);
        let gradients = kernels::backward(
            &geometry,
            kernels::Passed {
                input: numbers(&input),
                kernel: numbers(&kernel),
                rectified: rectified.as_ref().map(numbers),
            },
            numbers(&gradient),
            returned.as_deref_mut(),
        );
        Gradients {
            input: returned
                .map(|values| tensor(values, [samples, geometry.channels, height, width])),
            kernel: tensor(gradients.kernel, [geometry.filters, geometry.channels, rows, columns]),
            bias: tensor(gradients.bias, [geometry.filters]),
        }
    }

    fn pool(input: FlexTensor, _returning: bool) -> (FlexTensor, Option<FlexTensor>) {
        let [samples, channels, rows, columns] = shape(&input);
        let size = [samples, channels, rows / 2, columns / 2];
        let mut output = vec![0.0; size.iter().product()];
        kernels::pool([rows, columns], numbers(&input.to_contiguous()), &mut output);
        // The way back compares the input's values again: that is quicker than reading indices.
        (tensor(output, size), None)
    }

    fn pool_backward(
        input: FlexTensor,
        _indices: Option<FlexTensor>,
        gradient: FlexTensor,
    ) -> FlexTensor {
        let size @ [_, _, rows, columns] = shape(&input);
        let mut returned = vec![0.0; size.iter().product()];
        let (input, gradient) = (input.to_contiguous(), gradient.to_contiguous());
        kernels::pool_backward([rows, columns], numbers(&input), numbers(&gradient), &mut returned);
        tensor(returned, size)
    }
}

/// The number of samples and the sizes of one.
fn geometry(input: &FlexTensor, kernel: &FlexTensor, options: Options) -> (usize, Geometry) {
    let [samples, channels, height, width] = shape(input);
    let [filters, depth, rows, columns] = shape(kernel);
    assert_eq!(depth, channels, "kernels for another number of channels");
    let geometry = Geometry {
        channels,
        input: [height, width],
        filters,
        kernel: [rows, columns],
        strides: options.strides,
        border: options.border,
        spread: [1, 1],
    };
    (samples, geometry)
}

fn shape(tensor: &FlexTensor) -> [usize; 4] {
    tensor.layout().shape().dims()
}

/// The numbers of a contiguous tensor.
fn numbers(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice().expect("contiguous single precision")
}

fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D]) -> FlexTensor {
    FlexTensor::new(Bytes::from_elems(values), Layout::contiguous(Shape::new(shape)), DType::F32)
}
