//! The routes of the settings and of the models, with what each asks: read by whoever sees patients, changed by the doctor;
//! hours, absences and answers by the secretary too; models by the doctor and the technician, who see no patient there.

use crate::access::{CARE, DOCTOR, MACHINE, READ, Route, WRITE, route, upload};
use crate::models;
use crate::settings::{
    absences, cabinet, flags, greeting, history, hours, knowledge, motifs, overview, people, periods, sentences, sound,
    words,
};
use axum::routing::{get, post};
use huisclos_ports::{MODEL_BYTES_MAX, WAV_BYTES_MAX};

/// Every route of the settings.
pub const ROUTES: &[Route] = &[
    route("/reglages", CARE, READ, || get(overview)),
    route("/reglages/cabinet", CARE, READ, || get(cabinet::page)),
    route("/reglages/cabinet/enregistrer", DOCTOR, WRITE, || post(cabinet::saved)),
    route("/reglages/praticiens", CARE, READ, || get(people::list)),
    route("/reglages/praticiens/{id}", CARE, READ, || get(people::page)),
    route("/reglages/praticiens/{id}/enregistrer", DOCTOR, WRITE, || post(people::saved)),
    route("/reglages/praticiens/{id}/retirer", DOCTOR, WRITE, || post(people::removed)),
    route("/reglages/horaires/{id}", CARE, READ, || get(hours::page)),
    route("/reglages/horaires/{id}/enregistrer", CARE, WRITE, || post(hours::saved)),
    route("/reglages/secretariat", CARE, READ, || get(hours::desk)),
    route("/reglages/secretariat/enregistrer", CARE, WRITE, || post(hours::desk_saved)),
    route("/reglages/absences", CARE, READ, || get(absences::page)),
    route("/reglages/absences/ajouter", CARE, WRITE, || post(absences::added)),
    route("/reglages/absences/retirer", CARE, WRITE, || post(absences::removed)),
    route("/reglages/motifs", CARE, READ, || get(motifs::list)),
    route("/reglages/motifs/{id}", CARE, READ, || get(motifs::page)),
    route("/reglages/motifs/{id}/enregistrer", DOCTOR, WRITE, || post(motifs::saved)),
    route("/reglages/motifs/{id}/retirer", DOCTOR, WRITE, || post(motifs::removed)),
    route("/reglages/renseignements", CARE, READ, || get(knowledge::page)),
    route("/reglages/renseignements/enregistrer", CARE, WRITE, || post(knowledge::saved)),
    route("/reglages/periodes", CARE, READ, || get(periods::list)),
    route("/reglages/periodes/ordre", DOCTOR, WRITE, || post(periods::ordered)),
    route("/reglages/periodes/{rang}", CARE, READ, || get(periods::page)),
    route("/reglages/periodes/{rang}/enregistrer", DOCTOR, WRITE, || post(periods::saved)),
    route("/reglages/accueil", CARE, READ, || get(greeting::page)),
    route("/reglages/accueil/enregistrer", DOCTOR, WRITE, || post(greeting::saved)),
    upload("/reglages/voix", DOCTOR, WAV_BYTES_MAX, || post(sound::recorded)),
    route("/reglages/voix/{id}", CARE, READ, || get(sound::played)),
    route("/reglages/ecouter", CARE, WRITE, || post(sound::listened)),
    route("/reglages/phrases", CARE, READ, || get(words::page)),
    route("/reglages/phrases/service", DOCTOR, WRITE, || post(words::served)),
    route("/reglages/phrases/brouillon", DOCTOR, WRITE, || post(words::begun_again)),
    route("/reglages/phrases/{cle}", CARE, READ, || get(sentences::page)),
    route("/reglages/phrases/{cle}/enregistrer", DOCTOR, WRITE, || post(sentences::saved)),
    route("/reglages/consentement", CARE, READ, || get(sentences::consent)),
    route("/reglages/consentement/enregistrer", DOCTOR, WRITE, || post(sentences::consented)),
    route("/reglages/alertes", CARE, READ, || get(flags::page)),
    route("/reglages/alertes/signer", DOCTOR, WRITE, || post(flags::signed)),
    route("/reglages/historique", CARE, READ, || get(history::page)),
    route("/reglages/historique/remettre", DOCTOR, WRITE, || post(history::undone)),
    route("/modeles", MACHINE, READ, || get(models::page)),
    route("/modeles/acte", MACHINE, WRITE, || post(models::acted)),
    upload("/modeles/fichier", MACHINE, MODEL_BYTES_MAX, || post(models::uploaded)),
    upload("/modeles/lire", MACHINE, WAV_BYTES_MAX, || post(models::read)),
];
