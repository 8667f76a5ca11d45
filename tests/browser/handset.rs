//! A call given to the cabinet's handset from the page, and given back.

use super::calls::leaves_an_alarm;
use super::first::{doctor, secretary};
use super::{Cabinet, browser_is_here};
use huisclos_tests::{Folder, huisclos};

/// One line, at whose handset somebody sits.
const BOARD: &str = "card = \"sim\"\n[[lines]]\nchannel = 1\nat_handset = \"answers\"\n";

fn cabinet() -> Cabinet {
    let folder = Folder::new();
    let board = folder.file("board.toml");
    std::fs::write(&board, BOARD).unwrap();
    Cabinet::by(folder, huisclos(), &["--board", board.to_str().unwrap()])
}

#[test]
fn a_call_is_taken_at_the_handset_and_given_back_to_the_box() {
    if !browser_is_here() {
        return;
    }
    let cabinet = cabinet();
    let (desk, colleague) = (secretary(&cabinet), secretary(&cabinet));
    desk.go("/appels");
    colleague.go("/appels");
    let mut ringing = cabinet.rings(&[]);
    desk.clicks("form[action$='/combine'] button");
    // Whose it is, for whoever looks; the box neither hears nor speaks any more.
    for eyes in [&desk, &colleague] {
        eyes.sees("Appel pris au combiné");
        eyes.waits("who has it", "document.querySelector('.prise .tenu').innerText.includes('au combiné')");
    }
    // The button that was pressed is another one now.
    desk.waits(
        "how to give it back",
        "document.querySelector('.prise button').innerText.includes(\"Rendre à l'assistant\")",
    );
    assert_eq!(colleague.asks("document.querySelectorAll('[data-prendre], form.souffler').length"), 0, "it is taken");
    desk.captures("2a-pris-au-combine");
    desk.clicks("form[action$='/rendre'] button");
    desk.sees("Appel rendu à la boîte");
    colleague.waits("it can be taken again", "!!document.querySelector('[data-prendre]')");
    desk.captures("2b-rendu-par-le-combine");
    let _ = ringing.kill();
    let _ = ringing.wait();
    desk.sees("L'appelant raccroche");
}

/// A note taken by the box, called back by one click: the handset rings, is lifted, and the box dials.
#[test]
fn a_patient_is_called_back_by_one_click_on_the_note() {
    if !browser_is_here() {
        return;
    }
    let mut cabinet = cabinet();
    let (desk, colleague) = (secretary(&cabinet), secretary(&cabinet));
    let eyes = doctor(&mut cabinet);
    leaves_an_alarm(&desk, "0612345678");
    colleague.go("/boite");
    colleague.sees("Rappeler 06 12 34 56 78");
    desk.go("/boite");
    desk.clicks("li.note button[value=rappeler]");
    desk.sees("décrochez, la boîte compose le numéro");
    desk.sees("pris par vous");
    desk.captures("2c-rappel-en-un-clic");
    // The line is told as it is: calling, then in somebody's hand, then free.
    eyes.comes_to("/boitier", "appelle");
    eyes.comes_to("/boitier", "au combiné");
    eyes.captures("2d-rappel-au-combine");
    // Its only line is in use: the click is answered, and what every page is told meanwhile does not draw over it.
    desk.clicks("li.note button[value=rappeler]");
    desk.waits("why not", "document.getElementById('avis').innerText.includes('Aucune ligne')");
    desk.captures("2e-rappel-refuse");
    eyes.comes_to("/boitier", "libre");
    // A colleague who is second calls nobody: the note is somebody's.
    colleague.sees("pris par");
}
