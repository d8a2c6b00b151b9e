use burn::backend::Flex;
use burn::backend::flex::{FlexTensor, Layout};
use burn::tensor::{Bytes, DType, Shape};

use super::Options;
use super::passes::{Behind, Gradients, Passed, Passes};
use crate::kernels::{self, Finish, Geometry, Halved};

impl Passes for Flex {
    fn forward(
        input: FlexTensor,
        kernel: FlexTensor,
        bias: FlexTensor,
        options: Options,
        _returning: bool,
    ) -> (FlexTensor, Behind<Self>) {
        let (samples, geometry) = geometry(&input, &kernel, options);
        let [rows, columns] = geometry.output();
        let (input, kernel, bias) =
            (input.to_contiguous(), kernel.to_contiguous(), bias.to_contiguous());
        let finish = Finish { bias: Some(numbers(&bias)), relu: options.relu };
        let (input, kernel) = (numbers(&input), numbers(&kernel));
        if options.halve {
            let size = [samples, geometry.filters, rows / 2, columns / 2];
            let (output, winners) = halved(size, |halved| {
                kernels::forward_halved(&geometry, input, kernel, finish, halved);
            });
            return (output, Behind { maps: None, winners: Some(winners) });
        }
        let mut output = vec![0.0; samples * geometry.output_len()];
        kernels::forward(&geometry, input, kernel, finish, &mut output);
        let output = tensor(output, [samples, geometry.filters, rows, columns]);
        let maps = options.relu.then(|| output.clone());
        (output, Behind { maps, winners: None })
    }

    fn backward(passed: Passed<Self>, gradient: FlexTensor) -> Gradients<Self> {
        let (samples, geometry) = geometry(&passed.input, &passed.kernel, passed.options);
        let [height, width] = geometry.input;
        let [rows, columns] = geometry.kernel;
        let (input, kernel) = (passed.input.to_contiguous(), passed.kernel.to_contiguous());
        let Behind { maps, winners } = passed.behind;
        let behind = match (&maps, &winners) {
            (_, Some(winners)) => kernels::Behind::Halving(bytes(winners)),
            (Some(maps), None) => kernels::Behind::Relu(numbers(maps)),
            (None, None) => kernels::Behind::Nothing,
        };
        let gradient = gradient.to_contiguous();
        let mut returned = passed.input_wanted.then(|| vec![0.0; samples * geometry.input_len()]);
        let gradients = kernels::backward(
            &geometry,
            kernels::Passed { input: numbers(&input), kernel: numbers(&kernel), behind },
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
        let input = input.to_contiguous();
        let (output, winners) = halved([samples, channels, rows / 2, columns / 2], |halved| {
            kernels::pool([rows, columns], numbers(&input), halved);
        });
        (output, Some(winners))
    }

    fn pool_backward(input: FlexTensor, winners: FlexTensor, gradient: FlexTensor) -> FlexTensor {
        let size @ [_, _, rows, columns] = shape(&input);
        let mut returned = vec![0.0; size.iter().product()];
        let gradient = gradient.to_contiguous();
        kernels::pool_backward([rows, columns], bytes(&winners), numbers(&gradient), &mut returned);
        tensor(returned, size)
    }
}

/// Maps of this size and the winners of their squares, once both are written.
fn halved(size: [usize; 4], write: impl FnOnce(Halved<'_>)) -> (FlexTensor, FlexTensor) {
    let count = size.iter().product();
    let (mut largest, mut winners) = (vec![0.0; count], vec![0_u8; count]);
    write(Halved { largest: &mut largest, winners: &mut winners });
    let layout = Layout::contiguous(Shape::new(size));
    let winners = FlexTensor::new(Bytes::from_elems(winners), layout, DType::U8);
    (tensor(largest, size), winners)
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

/// The bytes of a contiguous tensor.
fn bytes(tensor: &FlexTensor) -> &[u8] {
    tensor.as_slice().expect("contiguous bytes")
}

fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D]) -> FlexTensor {
    FlexTensor::new(Bytes::from_elems(values), Layout::contiguous(Shape::new(shape)), DType::F32)
}
