//! `samples`: draws label applications of our own making, with their truth.

use crate::label::Commodity;
use crate::samples::{self, DEFECTS, Defect, Degradation};
use anyhow::Context;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Draws sample label applications: pictures, application.json and truth.json.
#[derive(Debug, Args)]
pub struct Samples {
    /// The folder that gets one folder per sample.
    #[arg(long, default_value = "samples")]
    out: PathBuf,
    /// How many, with consecutive seeds.
    #[arg(long, default_value_t = 1)]
    count: u64,
    /// The first seed: the same seed draws the same sample.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only this product; the three in turn where it is not given.
    #[arg(long, value_enum)]
    product: Option<Product>,
    /// Plants this defect; labels that cannot carry it are left out.
    #[arg(long, value_parser = defect)]
    defect: Option<&'static Defect>,
    /// How the pictures came to be taken.
    #[arg(long, value_enum, default_value_t = Degrade::None)]
    degrade: Degrade,
    /// Prints the defects there are, and draws nothing.
    #[arg(long)]
    list_defects: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Product {
    Wine,
    DistilledSpirits,
    MaltBeverage,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Degrade {
    None,
    Scan,
    Photo,
}

fn defect(name: &str) -> Result<&'static Defect, String> {
    Defect::named(name).ok_or_else(|| "no such defect; --list-defects names them".to_owned())
}

const PRODUCTS: [Commodity; 3] =
    [Commodity::Wine, Commodity::DistilledSpirits, Commodity::MaltBeverage];

impl Samples {
    /// Draws what was asked for and prints each folder.
    #[expect(clippy::print_stdout, reason = "what it prints is the command's answer")]
    pub fn run(&self) -> anyhow::Result<()> {
        if self.list_defects {
            for defect in DEFECTS {
                println!("{:24} {}", defect.name, defect.summary);
            }
            return Ok(());
        }
        for seed in self.seed..self.seed.saturating_add(self.count) {
            let mut sample = samples::application(seed, self.product(seed))?;
            if let Some(defect) = self.defect {
                let Some(planted) = sample.with_defect(defect)? else { continue };
                sample = planted;
            }
            let sample = sample.degraded(self.degradation())?;
            let folder = self.out.join(sample.id());
            let failed = || format!("the sample of seed {seed} cannot be kept");
            sample.write_to(&folder).with_context(failed)?;
            println!("{}", folder.display());
        }
        Ok(())
    }

    fn product(&self, seed: u64) -> Commodity {
        match self.product {
            Some(Product::Wine) => Commodity::Wine,
            Some(Product::DistilledSpirits) => Commodity::DistilledSpirits,
            Some(Product::MaltBeverage) => Commodity::MaltBeverage,
            None => PRODUCTS[(seed % 3) as usize],
        }
    }

    fn degradation(&self) -> Degradation {
        match self.degrade {
            Degrade::None => Degradation::None,
            Degrade::Scan => Degradation::Scan,
            Degrade::Photo => Degradation::Photo,
        }
    }
}
