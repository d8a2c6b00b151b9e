//! What the options of `loupe train` mean, and the line that repeats them.

use net::Plan;
use train::{Augmentation, Distillation, OptimizerKind, Photo, Schedule, Settings};

use crate::arguments::{self, Drawn, Train};

/// All that decides a run of this network.
pub fn settings(options: &Train, plan: &Plan) -> Settings {
    let input = plan.spec().input;
    let augmentation = options.augment.map(|strength| {
        if input.channels == 1 {
            return Augmentation::handwriting(strength);
        }
        let photo = Photo { mirror: true, jitter: options.jitter, cutout: options.cutout as usize };
        Augmentation::photo(strength, input.height.min(input.width), photo)
    });
    let distillation = (!options.teacher.is_empty()).then_some(Distillation {
        weight: options.teacher_weight,
        temperature: options.temperature,
    });
    Settings {
        seed: options.seed,
        epochs: options.epochs as usize,
        batch: options.batch as usize,
        optimizer: match options.optimizer {
            arguments::Optimizer::Adam => OptimizerKind::Adam,
            arguments::Optimizer::Momentum => OptimizerKind::Momentum,
        },
        learning_rate: options.learning_rate,
        schedule: match options.schedule {
            arguments::Schedule::Constant => Schedule::Constant,
            arguments::Schedule::Cosine => Schedule::Cosine,
            arguments::Schedule::OneCycle => Schedule::OneCycle,
            arguments::Schedule::Plateau => {
                Schedule::Plateau { patience: options.plateau_patience as usize }
            }
        },
        weight_decay: options.weight_decay,
        label_smoothing: options.label_smoothing,
        distillation,
        augmentation,
        averaging: options.averaging,
        patience: options.patience.unwrap_or(0) as usize,
        // A kernel and a bias each.
        frozen: 2 * usize::from(options.freeze),
    }
}

/// The command line that gives these weights again, wherever the files lie.
pub fn command(options: &Train) -> String {
    let samples = samples(options.drawn);
    let mut command = format!(
        "loupe train {} {samples} --epochs {} --batch {} --lr {} --seed {}",
        options.network, options.epochs, options.batch, options.learning_rate, options.seed
    );
    if let arguments::Device::Gpu = options.device {
        command += " --device gpu";
    }
    if options.optimizer == arguments::Optimizer::Momentum {
        command += " --optimizer momentum";
    }
    match options.schedule {
        arguments::Schedule::Constant => {}
        arguments::Schedule::Cosine => command += " --schedule cosine",
        arguments::Schedule::OneCycle => command += " --schedule onecycle",
        arguments::Schedule::Plateau => {
            let patience = options.plateau_patience;
            command += &format!(" --schedule plateau --plateau-patience {patience}");
        }
    }
    let numbers = [
        ("weight-decay", options.weight_decay),
        ("label-smoothing", options.label_smoothing),
        ("averaging", options.averaging),
        ("jitter", options.jitter),
        ("cutout", options.cutout as f32),
    ];
    for (name, number) in numbers.into_iter().filter(|(_, number)| *number > 0.0) {
        command += &format!(" --{name} {number}");
    }
    if let Some(patience) = options.patience {
        command += &format!(" --patience {patience}");
    }
    if let Some(strength) = options.augment {
        command += &format!(" --augment={strength}");
    }
    if options.from.is_some() {
        command += " --from FIRST";
    }
    if options.freeze > 0 {
        command += &format!(" --freeze {}", options.freeze);
    }
    if options.layers.is_some() {
        command += " --layers LAYERS";
    }
    for number in 1..=options.teacher.len() {
        command += &format!(" --teacher TEACHER-{number}");
    }
    if !options.teacher.is_empty() {
        let Train { teacher_weight, temperature, .. } = options;
        command += &format!(" --teacher-weight {teacher_weight} --temperature {temperature}");
    }
    command
}

/// The options that name the samples.
pub fn samples(drawn: Drawn) -> String {
    match drawn.shapes {
        Some(count) => format!("--shapes {count} --noise {}", drawn.noise),
        None => "--data DIR".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use net::Builtin;

    use super::*;
    use crate::arguments::{Arguments, Command};

    fn repeated(written: &str, builtin: Builtin) {
        let parse = |line: &str| match Arguments::parse_from(line.split_whitespace()).command {
            Command::Train(options) => options,
            _ => panic!("another command"),
        };
        let plan = Plan::new(&builtin.spec()).unwrap();
        let options = parse(written);
        let again = parse(&command(&options));
        assert_eq!(settings(&again, &plan), settings(&options, &plan));
        assert_eq!(command(&again), command(&options));
    }

    #[test]
    fn the_recorded_command_gives_the_same_settings_again() {
        repeated(
            "loupe train digits --data DIR --epochs 7 --batch 9 --lr 0.003 --seed 4 \
             --schedule onecycle --weight-decay 0.02 --label-smoothing 0.1 \
             --averaging 0.99 --augment=0.5 --optimizer momentum --device gpu --from FIRST \
             --freeze 1",
            Builtin::Digits,
        );
        repeated(
            "loupe train catdog --data DIR --augment=0.7 --jitter 0.2 --cutout 12 \
             --layers LAYERS --teacher A --teacher B --teacher-weight 0.6 --temperature 3",
            Builtin::CatDog,
        );
        repeated(
            "loupe train vision --shapes 400 --noise 0.3 --schedule plateau --plateau-patience 4 \
             --patience 9",
            Builtin::Vision,
        );
    }
}
