//! Golden pictures (`UPDATE=1` writes them anew: look at them), and what the glass itself shows of them.
#![allow(clippy::unwrap_used)]

use huisclos_board_panel::*;
use huisclos_operator::*;
use huisclos_ports::Panel;
use jiff::civil::{DateTime, date};
use std::path::PathBuf;

fn at(hour: i8, minute: i8) -> DateTime {
    date(2026, 11, 23).at(hour, minute, 0, 0)
}

fn box_well() -> Status {
    let mut status = Status::unknown(at(9, 41));
    status.lines = vec![Line::free("dahdi/1", Kind::Analog), Line::free("dahdi/2", Kind::Analog)];
    status.egress.counted = true;
    status.bypass = Bypass::None;
    let authority = Some("3f9ac0417be25d88".repeat(4));
    status.page = Some(PageAddress { url: "https://192.168.1.20".into(), authority, first_code: None });
    status
}

/// Every picture with the status and the second that show it.
fn gallery() -> Vec<(&'static str, Status, u64)> {
    let with = |change: &dyn Fn(&mut Status)| {
        let mut status = box_well();
        change(&mut status);
        status
    };
    vec![
        ("01-ready", box_well(), 0),
        ("01-ready-rests", box_well(), 24),
        ("02-notes", with(&|s| s.notes.waiting = 12), 0),
        ("03-call", with(&|s| s.lines[0].state = LineState::Answering { seconds: 135 }), 0),
        (
            "04-two-calls",
            with(&|s| {
                s.lines[0].state = LineState::Answering { seconds: 605 };
                s.lines[1].state = LineState::Handset;
            }),
            0,
        ),
        ("05-rings", with(&|s| s.lines[1].state = LineState::Ringing), 0),
        ("06-urgent", with(&|s| s.notes = Notes { waiting: 4, urgent: 2 }), 0),
        ("07-line-cut", with(&|s| s.lines[0].state = LineState::Cut), 0),
        ("08-update", with(&|s| s.update = Some(Update { percent: Some(42) })), 0),
        ("08-update-unmeasured", with(&|s| s.update = Some(Update { percent: None })), 0),
        ("09-address", box_well(), 6),
        ("10-authority", box_well(), 18),
        ("11-privacy", box_well(), 30),
        ("12-no-bypass", box_well(), 42),
        ("13-not-counted", with(&|s| s.egress.counted = false), 30),
        (
            "14-refused",
            with(&|s| s.egress.refused = vec![Destination { address: "203.0.113.9".into(), packets: 37 }]),
            30,
        ),
        (
            "14-refused-where",
            with(&|s| s.egress.refused = vec![Destination { address: "203.0.113.9".into(), packets: 37 }]),
            42,
        ),
        (
            "14-refused-where-long",
            with(&|s| {
                s.egress.refused =
                    vec![Destination { address: "2001:db8:1234:5678:9abc:def0:1234:5678".into(), packets: 1 }]
            }),
            42,
        ),
        ("15-name", with(&|s| s.page.as_mut().unwrap().url = "https://secretariat.local".into()), 6),
        ("16-worn", with(&|s| s.models = Models::Demo), 54),
    ]
}

#[test]
fn pictures_are_as_they_were_looked_at() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let mut wrong = Vec::new();
    for (name, status, seconds) in gallery() {
        let picture = draw(&sight(&status, seconds));
        let file = folder.join(format!("{name}.png"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, to_png(&picture, 1).unwrap()).unwrap();
            continue;
        }
        let golden = from_png(&std::fs::read(&file).unwrap()).unwrap();
        if golden != picture {
            wrong.push(format!("{name}, drawn now:\n{picture:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_glass_shows_the_same_picture() {
    for chip in [Chip::Ssd1306, Chip::Sh1106] {
        let mut oled = Oled::on(Glass::new(chip), "essai", chip);
        for (name, status, seconds) in gallery() {
            let sight = sight(&status, seconds);
            oled.show(&sight).unwrap();
            let glass = oled.bus();
            assert_eq!(glass.picture(), draw(&sight), "{chip:?} {name}");
            assert_eq!(glass.contrast(), sight.contrast, "{chip:?} {name}");
        }
    }
}

#[test]
fn a_glass_of_the_other_kind_shows_it_wrong() {
    // The twin: the decoder would not pass anything.
    let mut oled = Oled::on(Glass::new(Chip::Sh1106), "essai", Chip::Ssd1306);
    assert!(oled.show(&sight(&box_well(), 0)).is_err(), "an SH1106 knows no charge pump command");
}

#[test]
fn only_what_changed_is_sent_and_everything_once_in_a_while() {
    let mut oled = Oled::on(Glass::new(Chip::Ssd1306), "essai", Chip::Ssd1306);
    let mut status = box_well();
    let mut sent = |status: &Status| {
        let before = oled.bus().bytes;
        oled.show(&sight(status, 0)).unwrap();
        oled.bus().bytes - before
    };
    let whole = sent(&status);
    assert!((1_024..1_200).contains(&whole), "{whole}");
    assert_eq!(sent(&status), 0);
    // A second of a call: the figures' pages only.
    status.lines[0].state = LineState::Answering { seconds: 61 };
    sent(&status);
    status.lines[0].state = LineState::Answering { seconds: 62 };
    let second = sent(&status);
    assert!(second < 800, "{second}");
    let anew = (0..240).map(|_| sent(&status)).max().unwrap();
    assert_eq!(anew, whole, "a module that lost its power wakes up");
}

#[test]
fn a_ribbon_pulled_out_and_back() {
    let mut oled = Oled::on(Glass::new(Chip::Ssd1306), "/dev/i2c-1", Chip::Ssd1306);
    let one = sight(&box_well(), 0);
    oled.show(&one).unwrap();
    oled.bus_mut().lost = true;
    let other = sight(&box_well(), 6);
    let failed = oled.show(&other).unwrap_err().to_string();
    assert!(failed.contains("/dev/i2c-1") && failed.contains("nappe"), "{failed}");
    // Another module is plugged in: black, with anything in its memory.
    *oled.bus_mut() = Glass::new(Chip::Ssd1306);
    oled.show(&other).unwrap();
    assert_eq!(oled.bus().picture(), draw(&other));
}

#[test]
fn a_framebuffer_shows_it_enlarged() {
    let folder = tempfile::tempdir().unwrap();
    for (bits, stride, wide, high) in [(32, 800 * 4, 800, 480), (16, 1_024, 500, 130), (32, 128 * 4, 128, 64)] {
        let device = folder.path().join("fb0");
        std::fs::write(&device, vec![7u8; stride * high]).unwrap();
        for (name, text) in [
            ("virtual_size", format!("{wide},{high}\n")),
            ("bits_per_pixel", format!("{bits}\n")),
            ("stride", format!("{stride}\n")),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let sight = sight(&box_well(), 0);
        let mut screen = Framebuffer::open(device.to_str().unwrap(), folder.path()).unwrap();
        screen.show(&sight).unwrap();
        let bytes = std::fs::read(&device).unwrap();
        let by = (wide / WIDTH).min(high / HEIGHT);
        let (left, above) = ((wide - WIDTH * by) / 2, (high - HEIGHT * by) / 2);
        let picture = draw(&sight);
        for y in 0..high {
            for x in 0..wide {
                let point = &bytes[y * stride + x * bits / 8..][..2];
                let inside = x >= left && y >= above && picture.at((x - left) / by, (y - above) / by);
                assert_eq!(point[0] != 0 || point[1] != 0, inside, "{bits} bits, {x},{y}");
            }
        }
    }
}

#[test]
fn a_framebuffer_of_another_form_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("fb0"), []).unwrap();
    for (size, bits, stride) in
        [("64,64", "32", "256"), ("800,480", "8", "800"), ("800", "32", "1"), ("800,480", "32", "9")]
    {
        for (name, text) in [("virtual_size", size), ("bits_per_pixel", bits), ("stride", stride)] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let failed = Framebuffer::open("/dev/fb7", folder.path()).err().unwrap().to_string();
        assert!(failed.contains("/dev/fb7"), "{failed}");
    }
}

/// The light that the worst point gives over the day of a quiet box, as a share of a point lit all day at full contrast.
fn worn(cared_for: bool) -> f64 {
    let mut given = vec![0u64; WIDTH * HEIGHT];
    let mut shown = 0;
    for minute in 0..1_440i32 {
        let mut status = box_well();
        status.now = at((minute / 60) as i8, (minute % 60) as i8);
        for quarter in 0..10u64 {
            let mut sight = sight(&status, minute as u64 * 60 + quarter * 6);
            if !cared_for {
                (sight.shift, sight.contrast) = ((0, 0), 255);
                if let Page::Main(main) = &mut sight.page {
                    main.rests = false;
                }
            }
            let picture = draw(&sight);
            shown += 255;
            for (i, given) in given.iter_mut().enumerate() {
                *given += u64::from(picture.at(i % WIDTH, i / WIDTH)) * u64::from(sight.contrast);
            }
        }
    }
    given.into_iter().map(|n| n as f64 / f64::from(shown)).fold(0.0, f64::max)
}

#[test]
fn no_point_of_a_quiet_box_wears_three_times_faster_than_it_must() {
    let (cared_for, not) = (worn(true), worn(false));
    println!("worst point: {:.0} % of a point lit all day; without care {:.0} %", cared_for * 100.0, not * 100.0);
    assert!(cared_for < 0.33 && not > 0.95, "{cared_for} {not}");
}
