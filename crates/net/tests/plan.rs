//! The course's networks are what the course says, and impossible ones say why.

use net::{
    Activation, Builtin, Cause, InputSpec, LayerSpec, Padding, Plan, PlanError, Spec, limits,
};

/// Name, output shape in Keras' order and parameters of every layer.
type Layers = &'static [(&'static str, &'static [usize], usize)];

#[test]
fn the_four_networks_have_the_courses_layers() {
    let digits: Layers = &[
        ("conv2d", &[28, 28, 32], 320),
        ("conv2d_1", &[28, 28, 16], 4_624),
        ("flatten", &[12_544], 0),
        ("dense", &[10], 125_450),
    ];
    let objects: Layers = &[
        ("conv2d", &[32, 32, 64], 1_792),
        ("conv2d_1", &[32, 32, 64], 36_928),
        ("max_pooling2d", &[16, 16, 64], 0),
        ("conv2d_2", &[16, 16, 64], 36_928),
        ("max_pooling2d_1", &[8, 8, 64], 0),
        ("conv2d_3", &[8, 8, 64], 36_928),
        ("flatten", &[4_096], 0),
        ("dense", &[10], 40_970),
    ];
    let catdog: Layers = &[
        ("conv2d", &[64, 64, 64], 1_792),
        ("max_pooling2d", &[32, 32, 64], 0),
        ("dropout", &[32, 32, 64], 0),
        ("conv2d_1", &[32, 32, 64], 36_928),
        ("max_pooling2d_1", &[16, 16, 64], 0),
        ("dropout_1", &[16, 16, 64], 0),
        ("conv2d_2", &[16, 16, 64], 36_928),
        ("max_pooling2d_2", &[8, 8, 64], 0),
        ("dropout_2", &[8, 8, 64], 0),
        ("flatten", &[4_096], 0),
        ("dense", &[32], 131_104),
        ("dense_1", &[1], 33),
    ];
    let vision: Layers = &[
        ("conv2d", &[28, 28, 16], 160),
        ("conv2d_1", &[28, 28, 16], 2_320),
        ("max_pooling2d", &[14, 14, 16], 0),
        ("flatten", &[3_136], 0),
        ("dense", &[10], 31_370),
    ];
    let expected = [(digits, 130_394), (objects, 153_546), (catdog, 206_785), (vision, 33_850)];
    for (builtin, (layers, parameters)) in Builtin::ALL.into_iter().zip(expected) {
        let plan = Plan::new(&builtin.spec()).unwrap();
        let found: Vec<_> = plan
            .layers()
            .iter()
            .map(|layer| (layer.name.clone(), layer.output.keras(), layer.parameters))
            .collect();
        let expected: Vec<_> = layers
            .iter()
            .map(|(name, shape, parameters)| ((*name).to_owned(), shape.to_vec(), *parameters))
            .collect();
        assert_eq!(found, expected, "{}", builtin.name());
        assert_eq!(plan.parameters(), parameters, "{}", builtin.name());
        assert_eq!(plan.classes(), builtin.labels().len(), "{}", builtin.name());
    }
}

#[test]
fn without_its_pools_the_objects_network_is_five_times_as_large() {
    let mut spec = Builtin::Objects.spec();
    spec.layers.retain(|layer| !matches!(layer, LayerSpec::MaxPooling2D { .. }));
    assert_eq!(Plan::new(&spec).unwrap().parameters(), 767_946);
}

#[test]
fn a_network_is_made_for_other_classes() {
    let answer = |builtin: Builtin, classes| {
        let plan = Plan::new(&builtin.spec().with_classes(classes)).unwrap();
        assert_eq!(plan.classes(), classes);
        let inner = builtin.spec().layers.len() - 1;
        assert_eq!(plan.spec().layers[..inner], builtin.spec().layers[..inner]);
        (plan.answer(), plan.outputs())
    };
    assert_eq!(answer(Builtin::Digits, 8), (Activation::Softmax, 8));
    assert_eq!(answer(Builtin::Digits, 2), (Activation::Softmax, 2));
    assert_eq!(answer(Builtin::CatDog, 2), (Activation::Sigmoid, 1));
    assert_eq!(answer(Builtin::CatDog, 3), (Activation::Softmax, 3));
    assert!(Plan::new(&Builtin::Digits.spec().with_classes(0)).is_err());
    let endless = digits(vec![LayerSpec::Flatten]);
    assert_eq!(endless.clone().with_classes(3), endless);
}

#[test]
fn hostile_specs_name_the_layer_and_the_reason() {
    let conv = |filters, kernel_size, strides| LayerSpec::Conv2D {
        filters,
        kernel_size,
        strides,
        padding: Padding::Valid,
        activation: Activation::Relu,
    };
    let pool = |size| LayerSpec::MaxPooling2D {
        pool_size: [size; 2],
        strides: None,
        padding: Padding::Valid,
    };
    let dense = |units, activation| LayerSpec::Dense { units, activation };
    let answer = || dense(10, Activation::Softmax);
    let table: Vec<(Vec<LayerSpec>, usize, Cause)> = vec![
        (vec![conv(4, [0, 3], [1, 1])], 0, Cause::Zero("kernel")),
        (vec![conv(0, [3, 3], [1, 1])], 0, Cause::Zero("filters")),
        (vec![conv(4, [3, 3], [0, 1])], 0, Cause::Zero("stride")),
        (
            vec![pool(4), conv(4, [9, 9], [1, 1])],
            1,
            Cause::WindowTooLarge { window: "kernel", size: [9, 9], input: [7, 7] },
        ),
        (
            vec![pool(28), pool(2)],
            1,
            Cause::WindowTooLarge { window: "window", size: [2, 2], input: [1, 1] },
        ),
        (vec![conv(1_000_000_000, [3, 3], [1, 1])], 0, Cause::TooManyParameters),
        (vec![conv(usize::MAX, [3, 3], [1, 1])], 0, Cause::TooManyParameters),
        (
            vec![LayerSpec::Flatten, dense(usize::MAX, Activation::Relu)],
            1,
            Cause::TooManyParameters,
        ),
        (vec![conv(50_000, [1, 1], [1, 1])], 0, Cause::TooMuchMemory),
        (
            vec![
                conv(900, [1, 1], [1, 1]),
                conv(900, [1, 1], [1, 1]),
                LayerSpec::Flatten,
                answer(),
            ],
            1,
            Cause::TooSlow,
        ),
        (
            vec![conv(4, [3, 3], [1, usize::MAX])],
            0,
            Cause::WindowTooLarge { window: "stride", size: [1, usize::MAX], input: [28, 28] },
        ),
        (
            [vec![conv(20_000, [1, 1], [1, 1])], vec![LayerSpec::Dropout { rate: 0.5 }; 9]]
                .concat(),
            4,
            Cause::TooMuchInAll,
        ),
        (vec![LayerSpec::Flatten, dense(2, Activation::Relu)], 1, Cause::NoAnswer),
        (vec![LayerSpec::Dropout { rate: 1.0 }], 0, Cause::Rate),
        (vec![LayerSpec::Dropout { rate: f32::NAN }], 0, Cause::Rate),
        (vec![LayerSpec::Flatten, conv(4, [3, 3], [1, 1])], 1, Cause::NeedsMap(784)),
        (vec![answer()], 0, Cause::NeedsFlat),
        (vec![LayerSpec::Flatten, answer(), answer()], 1, Cause::SoftmaxInside),
        (vec![LayerSpec::Flatten, dense(2, Activation::Sigmoid)], 1, Cause::SigmoidUnits(2)),
        (vec![LayerSpec::Flatten], 0, Cause::NoAnswer),
    ];
    for (layers, layer, cause) in table {
        let class = layers[layer].class();
        let error = Plan::new(&digits(layers)).unwrap_err();
        assert_eq!(error, PlanError { layer: Some(layer), class, cause });
    }
}

#[test]
fn a_fault_of_the_whole_network_names_no_layer() {
    let layer = LayerSpec::Flatten;
    let faults = [
        (digits(vec![]), Cause::NoLayers),
        (digits(vec![layer.clone(); 500]), Cause::TooManyLayers(500)),
        (Spec { name: "n".repeat(limits::MAX_NAME_BYTES + 1), ..digits(vec![layer]) }, Cause::Name),
    ];
    for (spec, cause) in faults {
        assert_eq!(Plan::new(&spec).unwrap_err(), PlanError { layer: None, class: "", cause });
    }
    for (height, width, channels) in [(0, 28, 1), (28, usize::MAX, 1), (28, 28, 0)] {
        let mut spec = Builtin::Digits.spec();
        spec.input = InputSpec { height, width, channels };
        let cause = Cause::Input { height, width, channels };
        assert_eq!(Plan::new(&spec).unwrap_err().cause, cause);
    }
}

#[test]
fn a_fault_reads_as_one_sentence() {
    let layers = vec![LayerSpec::MaxPooling2D {
        pool_size: [40, 40],
        strides: None,
        padding: Padding::Same,
    }];
    let sentence = Plan::new(&digits(layers)).unwrap_err().to_string();
    assert_eq!(
        sentence,
        "layer 1 (MaxPooling2D): window 40x40 is larger than its 28x28 input; make it smaller"
    );
}

#[test]
fn a_spec_survives_json_and_unknown_words_do_not() {
    for builtin in Builtin::ALL {
        let json = serde_json::to_string(&builtin.spec()).unwrap();
        assert_eq!(serde_json::from_str::<Spec>(&json).unwrap(), builtin.spec());
    }
    let odd =
        r#"{"name":"x","input":{"height":1,"width":1,"channels":1},"layers":[{"class":"Lambda"}]}"#;
    assert!(serde_json::from_str::<Spec>(odd).is_err());
}

fn digits(layers: Vec<LayerSpec>) -> Spec {
    Spec { layers, ..Builtin::Digits.spec() }
}
