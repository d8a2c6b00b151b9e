use std::fmt::Write;

use crate::plan::Plan;

const WIDTHS: [usize; 3] = [31, 22, 13];

/// The table that Keras 3 prints for `model.summary()`.
#[must_use]
pub fn summary(plan: &Plan) -> String {
    let rule = |left, dash: &str, middle, right| {
        let [layer, shape, count] = WIDTHS.map(|width| dash.repeat(width + 2));
        format!("{left}{layer}{middle}{shape}{middle}{count}{right}\n")
    };
    let row = |bar: char, layer: &str, shape: &str, count: &str| {
        let [first, second, third] = WIDTHS;
        format!("{bar} {layer:<first$} {bar} {shape:<second$} {bar} {count:>third$} {bar}\n")
    };
    let mut table = format!("Model: \"{}\"\n", plan.spec().name);
    table += &rule('┏', "━", '┳', '┓');
    table += &row('┃', "Layer (type)", "Output Shape", "Param #");
    table += &rule('┡', "━", '╇', '┩');
    for (index, layer) in plan.layers().iter().enumerate() {
        if index > 0 {
            table += &rule('├', "─", '┼', '┤');
        }
        let shape = layer.output.keras().iter().fold("(None".to_owned(), |mut text, side| {
            let _ = write!(text, ", {side}");
            text
        });
        let name = format!("{} ({})", layer.name, layer.spec.class());
        table += &row('│', &name, &(shape + ")"), &thousands(layer.parameters));
    }
    table += &rule('└', "─", '┴', '┘');
    let total = format!("{} ({})", thousands(plan.parameters()), size(plan.parameters()));
    table
        + &format!(
            " Total params: {total}\n Trainable params: {total}\n Non-trainable params: 0 (0.00 B)\n"
        )
}

/// The number with a comma before every three digits.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The memory of so many f32 parameters.
fn size(parameters: usize) -> String {
    let mut size = (parameters * size_of::<f32>()) as f64;
    let mut units = ["B", "KB", "MB", "GB"].iter();
    let mut unit = units.next();
    while size >= 1024.0 {
        size /= 1024.0;
        unit = units.next();
    }
    format!("{size:.2} {}", unit.unwrap_or(&"GB"))
}
