//! Figures of the models.
