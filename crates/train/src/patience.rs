//! What a run does when the validation loss no longer falls, decided from the losses of all its epochs.

/// What the step size is multiplied by on a plateau, and by how much the loss must fall for there to be
/// none: the defaults of Keras' `ReduceLROnPlateau`.
const FACTOR: f32 = 0.1;
const LEAST_FALL: f64 = 1e-4;

/// The epoch with the lowest loss, from 0; the first of equals. None before the first epoch.
pub fn best(losses: &[f64]) -> Option<usize> {
    (0..losses.len()).min_by(|a, b| losses[*a].total_cmp(&losses[*b]))
}

/// Whether so many epochs passed since the best, as Keras' `EarlyStopping` counts them. A patience of 0
/// never ends.
pub fn ends(losses: &[f64], patience: usize) -> bool {
    patience > 0 && best(losses).is_some_and(|best| losses.len() - 1 - best >= patience)
}

/// The step size after these epochs, a tenth for each plateau: so many epochs without a lower loss, as
/// Keras' `ReduceLROnPlateau` counts them (no cooldown, no lowest step size).
pub fn reduced(rate: f32, losses: &[f64], patience: usize) -> f32 {
    let (mut rate, mut best, mut waited) = (rate, f64::INFINITY, 0);
    for loss in losses {
        if *loss < best - LEAST_FALL {
            (best, waited) = (*loss, 0);
            continue;
        }
        waited += 1;
        if waited >= patience {
            (rate, waited) = (rate * FACTOR, 0);
        }
    }
    rate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_counts_from_the_best_epoch() {
        let losses = [0.9, 0.5, 0.6, 0.5, 0.55, 0.4, 0.41];
        assert_eq!(best(&losses), Some(5));
        assert_eq!(best(&losses[..5]), Some(1), "the first of equals");
        assert_eq!(best(&[]), None);
        let ended = |patience| (0..=7).find(|epochs| ends(&losses[..*epochs], patience));
        assert_eq!([1, 2, 3, 4].map(ended), [Some(3), Some(4), Some(5), None]);
        assert!(!ends(&losses, 0));
    }

    /// By hand, after the source of Keras 3: reductions after the third and fifth epoch, and after the
    /// ninth, for a fall of 0.00005 is none.
    #[test]
    fn a_plateau_takes_nine_tenths() {
        let losses = [1.0, 1.2, 1.1, 1.0, 1.3, 0.9, 0.8, 0.79995, 0.8, 0.7];
        let tenths: Vec<i32> = (0..=losses.len())
            .map(|epochs| reduced(1.0, &losses[..epochs], 2).log10().round() as i32)
            .collect();
        assert_eq!(tenths, [0, 0, 0, -1, -1, -2, -2, -2, -2, -3, -3]);
        assert_eq!(reduced(0.5, &losses, 100), 0.5);
    }
}
