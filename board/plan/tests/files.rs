//! Board files: the examples, every wrong key by its name, and noise.
#![allow(clippy::unwrap_used)]

use huisclos_board_plan::{AtHandset, BYTES_MAX, Bypass, Card, DisplayKind, Output, Signalling, SoundKind, parse};
use proptest::prelude::*;

const SIM: &str = include_str!("../../sim.toml");
const SOUND: &str = include_str!("../../sound.toml");
const ISDN: &str = include_str!("../../isdn-example.toml");
const DAHDI: &str = include_str!("../../dahdi-example.toml");

#[test]
fn the_examples_are_read() {
    let sim = parse(SIM).unwrap();
    assert_eq!((sim.card, sim.lines.len(), sim.bypass), (Card::Sim, 2, Bypass::None));
    assert_eq!((sim.lines[0].name.as_str(), sim.lines[1].at_handset), ("sim/1", AtHandset::Answers));
    assert!(sim.accept_demo_models && sim.accept_unsealed_key && !sim.release_when_stuck, "a PC is no cabinet");
    let sound = parse(SOUND).unwrap();
    assert_eq!((sound.card, sound.lines.len(), sound.bypass), (Card::Sound, 1, Bypass::None));
    let desk = sound.lines[0].sound.clone().unwrap();
    assert_eq!(
        (sound.lines[0].name.as_str(), desk.kind, desk.rings_when_played),
        ("sound/default", SoundKind::Desk, false)
    );
    assert!(sound.accept_demo_models && sound.accept_unsealed_key, "a desk is no cabinet, and says so in its file");
    let loopback =
        "card = \"sound\"\n[[lines]]\ndevice = \"hw:Loopback,1,0\"\nkind = \"loopback\"\ncapture_percent = 80\n";
    let loopback = parse(loopback).unwrap().lines[0].sound.clone().unwrap();
    assert_eq!((loopback.kind, loopback.rings_when_played), (SoundKind::Loopback, true));
    assert_eq!((loopback.capture_percent, loopback.playback_percent), (Some(80), None));
    let isdn = parse(ISDN).unwrap();
    assert_eq!((isdn.lines.len(), isdn.lines[1].signalling), (2, Signalling::Bri));
    let access = isdn.lines[1].isdn.clone().unwrap();
    assert_eq!((access.d_channel, access.b_channel, isdn.lines[1].channel), (3, 2, 2));
    assert_eq!((access.point_to_point, access.call_waiting, access.numbers.len()), (false, false, 1));
    let box_ = parse(DAHDI).unwrap();
    assert_eq!((box_.card, box_.bypass, box_.calls_max), (Card::Dahdi, Bypass::Relay, 2));
    assert_eq!((box_.lines[1].channel, box_.lines[1].handset), (2, Some(6)));
    assert_eq!((box_.lines[0].signalling, box_.lines[0].name.as_str()), (Signalling::FxsLs, "dahdi/1"));
    assert!(!box_.accept_demo_models && !box_.accept_unsealed_key && box_.release_when_stuck);
    let display = box_.display.unwrap();
    assert_eq!((display.kind, display.address), (DisplayKind::Ssd1306, 0x3c));
    let gpio = box_.gpio.unwrap();
    assert_eq!(gpio.relay, Some(Output { line: 17, active_low: false }));
    assert_eq!(gpio.button, Some(Output { line: 27, active_low: true }));
    assert_eq!(gpio.lights.unwrap()[5].line, 21);
    assert_eq!((box_.serial.as_deref(), box_.watchdog.as_deref()), (Some("/dev/ttyS0"), Some("/dev/watchdog")));
}

/// The example with one piece replaced, or a file of its own.
fn changed(from: &str, to: &str) -> String {
    assert!(DAHDI.contains(from), "{from}");
    DAHDI.replacen(from, to, 1)
}

/// A box with one B channel, and this more of it.
fn bri(more: &str) -> String {
    format!("card = \"dahdi\"\nbypass = \"none\"\n[[lines]]\nchannel = 1\nsignalling = \"bri\"\n{more}")
}

#[test]
fn a_wrong_key_is_named_with_what_to_write() {
    let line = "card = \"sim\"\n[[lines]]\nchannel = 1\n";
    for (text, key, remedy) in [
        (String::new(), "« card » manque", "card = \"sim\""),
        ("card = ".into(), "ligne 1", "TOML"),
        ("card = \"sim\"\n\n[[lines]\n".into(), "ligne 3", "TOML"),
        ("card = \"sim\"\n".into(), "« lines » manque", "[[lines]]"),
        ("card = 3".into(), "« card » vaut 3", "\"dahdi\""),
        ("card = \"sim\"\nlines = 3".into(), "« lines » vaut 3", "[[lines]]"),
        ("card = \"sim\"\nlines = [1]".into(), "« lines » vaut 1", "[[lines]]"),
        (format!("{line}[[lines]]\nchannel = 1\n"), "« lines[2].channel »", "« lines[1].channel »"),
        (format!("{line}handset = 2\n"), "« lines[1].handset » n'est pas une clé", "channel, at_handset"),
        ("card = \"sim\"\n[[lines]]\nchannel = 99\n".into(), "« lines[1].channel » vaut 99", "de 1 à 16"),
        ("card = \"sound\"\n[[lines]]\n".into(), "« lines[1].device » manque", "default"),
        (
            "card = \"sound\"\n[[lines]]\ndevice = \"a\"\n[[lines]]\ndevice = \"a\"\n".into(),
            "« lines[2].device »",
            "donnez à chacune la sienne",
        ),
        (
            "card = \"sound\"\n[[lines]]\ndevice = \"default\"\nkind = \"headset\"\n".into(),
            "« lines[1].kind » vaut \"headset\"",
            "\"loopback\"",
        ),
        (
            "card = \"sound\"\n[[lines]]\ndevice = \"default\"\nrings = \"played\"\n".into(),
            "« lines[1].rings »",
            "kind = \"loopback\"",
        ),
        (
            "card = \"sound\"\n[[lines]]\ndevice = \"default\"\ncapture_percent = 101\n".into(),
            "« lines[1].capture_percent » vaut 101",
            "de 0 à 100",
        ),
        (
            "card = \"sound\"\n[[lines]]\ndevice = \"default\"\nvolume = 3\n".into(),
            "« lines[1].volume » n'est pas une clé",
            "device, kind, rings, capture_percent, playback_percent",
        ),
        (bri("d_channel = 6\n"), "« lines[1].d_channel »", "channel = 4 ou 5"),
        (bri(""), "« lines[1].d_channel » manque", "canal D"),
        (bri("d_channel = 3\nhandset = 9\n"), "« lines[1].handset » n'est pas une clé", "call_waiting, numbers"),
        (bri("d_channel = 3\naccess = \"bus\"\n"), "« lines[1].access » vaut \"bus\"", "\"point-to-point\""),
        (bri("d_channel = 3\ncall_waiting = true\n"), "« lines[1].call_waiting » vaut true", "\"offered\""),
        (bri("d_channel = 3\nnumbers = 145671234\n"), "« lines[1].numbers »", "[\"0145671234\"]"),
        (
            bri(
                "d_channel = 3\n[[lines]]\nchannel = 2\nsignalling = \"bri\"\nd_channel = 3\naccess = \"point-to-point\"\n",
            ),
            "« lines[2].d_channel »",
            "les mêmes access",
        ),
        (
            bri("d_channel = 3\n[[lines]]\nchannel = 3\nsignalling = \"fxsls\"\n"),
            "« lines[2].channel »",
            "« lines[1].d_channel »",
        ),
        (changed("card = \"dahdi\"", "card = \"dadhi\""), "« card » vaut \"dadhi\"", "\"dahdi\""),
        (changed("bypass = \"relay\"", ""), "« bypass » manque", "\"none\""),
        (changed("bypass = \"relay\"", "bypass = \"none\""), "« gpio.relay »", "bypass = \"relay\""),
        (changed("relay = 17", ""), "« gpio.relay » manque", "bypass = \"none\""),
        (changed("calls_max = 2", "calls_max = 0"), "« calls_max » vaut 0", "de 1 à 16"),
        (changed("calls_max = 2", "call_max = 2"), "« call_max » n'est pas une clé", "calls_max"),
        (
            changed("accept_demo_models = false", "accept_demo_models = \"non\""),
            "« accept_demo_models »",
            "true ou false",
        ),
        (changed("signalling = \"fxsls\"", "signalling = \"fxols\""), "« lines[1].signalling »", "\"fxsls\""),
        (changed("signalling = \"fxsls\"", ""), "« lines[1].signalling » manque", "\"bri\""),
        (changed("handset = 5", "handset = 2"), "« lines[2].channel »", "« lines[1].handset »"),
        (changed("handset = 5", "handset = 5.5"), "« lines[1].handset » vaut 5.5", "1023"),
        (changed("kind = \"ssd1306\"", "kind = \"lcd\""), "« display.kind »", "\"sh1106\""),
        (changed("kind = \"ssd1306\"", "kind = \"framebuffer\""), "« display.device »", "/dev/fb0"),
        (changed("address = 0x3c", "address = 0x80"), "« display.address » vaut 128", "de 8 à 119"),
        (changed("device = \"/dev/i2c-1\"", "device = \"/dev/i2c-\""), "« display.device »", "/dev/i2c-1"),
        (changed("device = \"/dev/ttyS0\"", "device = \"/tmp/x\""), "« serial.device »", "/dev/ttyS0"),
        (
            changed("device = \"/dev/watchdog\"", "device = \"/dev/../etc/passwd\""),
            "« watchdog.device »",
            "/dev/watchdog",
        ),
        (changed("device = \"/dev/watchdog\"", ""), "« watchdog.device » manque", "/dev/watchdog"),
        (changed("chip = \"/dev/gpiochip0\"", ""), "« gpio.chip » manque", "gpiochip0"),
        (changed("button = 27", "button = 17"), "« gpio.button »", "« gpio.relay »"),
        (changed("lights = [5, 6,", "lights = [5,"), "« gpio.lights »", "6 nombres"),
        (changed("active_low = [\"button\"]", "active_low = [\"bouton\"]"), "« gpio.active_low »", "relay, button"),
        (changed("[watchdog]", "[watch_dog]"), "« watch_dog » n'est pas une clé", "watchdog"),
    ] {
        let said = parse(&text).unwrap_err().to_string();
        assert!(said.contains(key) && said.contains(remedy), "{said}\n— expected {key} and {remedy}, in:\n{text}");
    }
}

#[test]
fn a_file_that_is_none_is_refused_before_it_is_read() {
    assert!(parse(&"#".repeat(BYTES_MAX + 1)).unwrap_err().to_string().contains("65537 octets"));
    assert!(parse(&format!("{SIM}{}", "#".repeat(1_000))).is_ok());
    let many = format!("card = \"sound\"\n{}", "[[lines]]\ndevice = \"x\"\n".repeat(17));
    assert!(parse(&many).unwrap_err().to_string().contains("17 lignes"));
}

proptest! {
    #[test]
    fn noise_never_panics(text in "\\PC{0,200}") {
        let _ = parse(&text);
    }

    /// The example with a piece cut out and noise put in its place: what a torn copy or a slip of the hand leaves.
    #[test]
    fn a_damaged_example_never_panics_and_says_one_line(at in 0usize..DAHDI.len(), len in 0usize..60, put in "\\PC{0,20}") {
        let end = (at + len).min(DAHDI.len());
        prop_assume!(DAHDI.is_char_boundary(at) && DAHDI.is_char_boundary(end));
        let text = format!("{}{put}{}", &DAHDI[..at], &DAHDI[end..]);
        if let Err(error) = parse(&text) {
            let said = error.to_string();
            prop_assert!(!said.contains('\n') && said.chars().count() < 400, "{}", said);
        }
    }
}
