//! WAV files: any rate, any number of channels, integers of 8 to 32 bits or floats.

use std::path::Path;

use huisclos_audio::{LINE_HZ, level, resample};

use crate::Error;

/// No turn of a call is longer; a longer file was given by mistake and would only fill the memory.
const LONGEST_S: u64 = 600;

/// A file as mono samples of full scale 1.0 at the rate asked for.
///
/// # Errors
/// The file, what is wrong with it and what to do.
pub fn read(path: &Path, rate_hz: u32) -> Result<Vec<f32>, Error> {
    let file =
        std::fs::File::open(path).map_err(|error| Error::Open { path: path.into(), reason: error.to_string() })?;
    let not_wav = |error: hound::Error| Error::NotWav { path: path.into(), reason: said_by_hound(&error) };
    let mut reader = hound::WavReader::new(std::io::BufReader::new(file)).map_err(not_wav)?;
    let spec = reader.spec();
    let seconds = u64::from(reader.duration()) / u64::from(spec.sample_rate.max(1));
    if seconds > LONGEST_S {
        return Err(Error::TooLong { path: path.into(), seconds, longest_s: LONGEST_S });
    }
    let interleaved: Vec<f32> = match spec.sample_format {
        hound::SampleFormat::Float => reader.samples::<f32>().collect::<Result<_, _>>().map_err(not_wav)?,
        hound::SampleFormat::Int => {
            let full_scale = 2f32.powi(i32::from(spec.bits_per_sample) - 1);
            let scaled = |sample: Result<i32, _>| sample.map(|sample| sample as f32 / full_scale);
            reader.samples::<i32>().map(scaled).collect::<Result<_, _>>().map_err(not_wav)?
        }
    };
    // A float file may hold anything.
    let clean: Vec<f32> = interleaved.iter().map(|s| if s.is_finite() { s.clamp(-1.0, 1.0) } else { 0.0 }).collect();
    let mono = resample::to_mono(&clean, usize::from(spec.channels));
    if mono.is_empty() {
        return Err(Error::Empty { path: path.into() });
    }
    resample::convert(&mono, spec.sample_rate, rate_hz).map_err(|source| Error::Rate { path: path.into(), source })
}

/// A file as the telephone network carries it: 8 kHz, 16 bits.
///
/// # Errors
/// The file, what is wrong with it and what to do.
pub fn read_for_line(path: &Path) -> Result<Vec<i16>, Error> {
    Ok(level::to_i16(&read(path, LINE_HZ)?))
}

fn said_by_hound(error: &hound::Error) -> String {
    match error {
        hound::Error::IoError(error) => format!("fichier tronqué ou illisible : {error}"),
        hound::Error::FormatError(what) => format!("format inattendu : {what}"),
        hound::Error::Unsupported => "codage non pris en charge".into(),
        hound::Error::TooWide => "échantillons trop larges".into(),
        hound::Error::UnfinishedSample => "dernier échantillon incomplet".into(),
        hound::Error::InvalidSampleFormat => "format d'échantillon inconnu".into(),
    }
}
