//! The statistics of a list of differences.

/// Half of the width of a 99 % interval, in standard deviations of the normal distribution.
const Z: f64 = 2.575_829;

/// The statistics of the differences of many pairs, in nanoseconds.
#[derive(Debug, Clone)]
pub struct Summary {
    pub pairs: usize,
    pub median: f64,
    /// The 99 % interval of the median.
    pub low: f64,
    pub high: f64,
    /// Quartiles, for the plot.
    pub quartiles: (f64, f64),
    /// Wilcoxon's signed-rank test and the sign test, in standard deviations.
    pub wilcoxon: f64,
    pub sign: f64,
    /// Welch's t, which is printed and decides nothing: it missed 60 microseconds in 20 of 20 runs.
    pub welch: f64,
}

impl Summary {
    /// Summarises pairs of times. None is left out.
    pub fn of(pairs: &[(f64, f64)]) -> Self {
        let differences: Vec<f64> = pairs.iter().map(|(one, other)| other - one).collect();
        let mut sorted = differences.clone();
        sorted.sort_by(f64::total_cmp);
        let count = sorted.len() as f64;
        let at = |share: f64| sorted[((share * count) as usize).min(sorted.len() - 1)];
        // The bootstrap of a median draws order statistics, whose ranks are binomial: with
        // endlessly many resamples its interval lies between these two ranks (Maritz and Jarrett,
        // 1978), so it is not drawn.
        let half = Z * 0.5 / count.sqrt();
        Self {
            pairs: sorted.len(),
            median: at(0.5),
            low: at(0.5 - half),
            high: at(0.5 + half),
            quartiles: (at(0.25), at(0.75)),
            wilcoxon: wilcoxon(&differences),
            sign: sign(&differences),
            welch: welch(pairs),
        }
    }

    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// True if the interval lies within the bound: the two are equivalent.
    pub fn is_inside(&self, bound: f64) -> bool {
        self.low > -bound && self.high < bound
    }

    /// True if it lies outside: the two are not.
    pub fn is_outside(&self, bound: f64) -> bool {
        self.low > bound || self.high < -bound
    }
}

fn wilcoxon(differences: &[f64]) -> f64 {
    let mut ranked: Vec<f64> = differences
        .iter()
        .copied()
        .filter(|difference| *difference != 0.0)
        .collect();
    ranked.sort_by(|one, other| one.abs().total_cmp(&other.abs()));
    let count = ranked.len() as f64;
    let ranks = ranked
        .iter()
        .enumerate()
        .filter(|(_, difference)| **difference > 0.0);
    let sum: f64 = ranks.map(|(at, _)| at as f64 + 1.0).sum();
    let mean = count * (count + 1.0) / 4.0;
    let deviation = (count * (count + 1.0) * (2.0 * count + 1.0) / 24.0).sqrt();
    (sum - mean) / deviation
}

fn sign(differences: &[f64]) -> f64 {
    let above = differences
        .iter()
        .filter(|difference| **difference > 0.0)
        .count() as f64;
    let count = differences
        .iter()
        .filter(|difference| **difference != 0.0)
        .count() as f64;
    (above - count / 2.0) / (count / 4.0).sqrt()
}

fn welch(pairs: &[(f64, f64)]) -> f64 {
    let count = pairs.len() as f64;
    let moments = |pick: fn(&(f64, f64)) -> f64| {
        let mean = pairs.iter().map(pick).sum::<f64>() / count;
        let spread = pairs
            .iter()
            .map(|pair| (pick(pair) - mean).powi(2))
            .sum::<f64>();
        (mean, spread / (count - 1.0) / count)
    };
    let ((one, one_spread), (other, other_spread)) =
        (moments(|pair| pair.0), moments(|pair| pair.1));
    (other - one) / (one_spread + other_spread).sqrt()
}
