//! Files made to do harm: each is refused with the name of what is wrong, before memory is asked for.

mod common;

use common::{F16, Folder, TINY, VOCABULARY};
use huisclos_whisper::Whisper;

fn error(path: &std::path::Path) -> String {
    match Whisper::open(path) {
        Ok(_) => panic!("{} was opened", path.display()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn lies_of_a_safetensors_header_are_told_by_the_tensors_name() {
    let folder = Folder::of("lies", &TINY);
    let whole = std::fs::read(folder.file("model.safetensors")).expect("there");
    let len = u64::from_le_bytes(whole[..8].try_into().expect("eight bytes")) as usize;
    let header: serde_json::Value = serde_json::from_slice(&whole[8..8 + len]).expect("JSON");
    let name = "model.encoder.layers.0.fc1.weight";
    let place = |tensor: &str| header[tensor]["data_offsets"].clone();
    for (key, value, why) in [
        ("shape", serde_json::json!([1u64 << 40, 1u64 << 40]), "sizes"),
        ("shape", serde_json::json!([128, 320]), "past the file's end"),
        ("shape", serde_json::json!([64, 64]), "expected"),
        ("shape", serde_json::json!([]), "sizes"),
        ("dtype", serde_json::json!("I32"), "type I32"),
        ("dtype", serde_json::json!("F16"), "not as many bytes"),
        ("data_offsets", serde_json::json!([0, u64::MAX]), "not as many bytes"),
        ("data_offsets", place("model.encoder.layers.0.fc2.weight"), "same bytes"),
    ] {
        let mut lie = header.clone();
        lie[name][key] = value.clone();
        let text = lie.to_string();
        let file = [&(text.len() as u64).to_le_bytes()[..], text.as_bytes(), &whole[8 + len..]].concat();
        std::fs::write(folder.file("model.safetensors"), file).expect("writable");
        let error = error(&folder.0);
        assert!(error.contains("fc1.weight") || error.contains("fc2.weight"), "{key} {value}: {error}");
        assert!(error.contains(why) || why == "expected", "{key} {value}: {error}");
    }
}

#[test]
fn lies_of_a_whisper_cpp_file_are_told() {
    let folder = Folder::empty("lies-ggml");
    let path = folder.file("ggml-x.bin");
    let whole = TINY.ggml_with(F16, 51_865, 300);
    let put = |at: usize, number: u32| {
        let mut lie = whole.clone();
        lie[at..at + 4].copy_from_slice(&number.to_le_bytes());
        lie
    };
    let name = b"encoder.blocks.0.mlp.0.weight";
    let tensor = whole.windows(name.len()).position(|w| w == name).expect("there") - 20;
    for (lie, why) in [
        (put(4, 51_864), "51865"),
        (put(4, u32::MAX), "vocab_size"),
        (put(12, 1 << 30), "its halves are"),
        (put(20, 1 << 30), "encoder_layers"),
        (put(40, 81), "mel filters"),
        (put(56 + 80 * 201 * 4, 60_000), "60000 pieces"),
        (put(56 + 80 * 201 * 4 + 4, u32::MAX), "piece 0"),
        (put(tensor, 99), "99 dimensions"),
        (put(tensor + 4, u32::MAX), "a tensor's name"),
        (put(tensor + 8, 44), "encoder.blocks.0.mlp.0.weight is of type 44"),
        (put(tensor + 12, u32::MAX), "encoder.blocks.0.mlp.0.weight"),
        (put(tensor + 16, 1 << 20), "encoder.blocks.0.mlp.0.weight"),
        (whole[..whole.len() - 1].to_vec(), "past the file's end"),
        ([whole.clone(), vec![1]].concat(), "ends in a tensor"),
    ] {
        std::fs::write(&path, lie).expect("writable");
        let error = error(&path);
        assert!(error.contains(why) && error.contains("ggml-x.bin"), "{why}: {error}");
    }
}

#[test]
fn archives_and_strange_files_are_refused_with_a_remedy() {
    let folder = Folder::empty("strange");
    for (name, content, why) in [
        ("pytorch_model.bin", &b"PK\x03\x04 something"[..], "safetensors"),
        ("notes.txt", b"bonjour", "begins as no model"),
        ("empty.gguf", b"", "begins as no model"),
        ("short.gguf", b"GGUF", "4 bytes are announced at 4, 0 are left"),
        ("ours.gguf", b"GGUF\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "of no Whisper"),
    ] {
        std::fs::write(folder.file(name), content).expect("writable");
        let error = error(&folder.file(name));
        assert!(error.contains(why), "{name}: {error}");
    }
    assert!(error(&folder.0).contains("several models"), "a folder with two files");
    // Sizes that no configuration allows never reach the weights.
    let model = Folder::of("sizes", &TINY);
    let config = TINY.config(VOCABULARY).replace("\"encoder_layers\":1", "\"encoder_layers\":4000000");
    std::fs::write(model.file("config.json"), config).expect("writable");
    assert!(error(&model.0).contains("encoder_layers"));
}
