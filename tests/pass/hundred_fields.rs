//! A wide table: the time to compile grows with the fields, and no faster.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

/// A row.
#[model]
#[derive(Debug)]
pub struct Survey {
    /// The key.
    pub id: Id<Survey>,
    /// An answer.
    pub answer_1: Option<String>,
    /// An answer.
    pub answer_2: i32,
    /// An answer.
    pub answer_3: bool,
    /// An answer.
    pub answer_4: DateTime<Utc>,
    /// An answer.
    pub answer_5: String,
    /// An answer.
    pub answer_6: Option<String>,
    /// An answer.
    pub answer_7: i32,
    /// An answer.
    pub answer_8: bool,
    /// An answer.
    pub answer_9: DateTime<Utc>,
    /// An answer.
    #[field(len(..=255))]
    pub answer_10: String,
    /// An answer.
    pub answer_11: Option<String>,
    /// An answer.
    pub answer_12: i32,
    /// An answer.
    pub answer_13: bool,
    /// An answer.
    pub answer_14: DateTime<Utc>,
    /// An answer.
    pub answer_15: String,
    /// An answer.
    pub answer_16: Option<String>,
    /// An answer.
    pub answer_17: i32,
    /// An answer.
    pub answer_18: bool,
    /// An answer.
    pub answer_19: DateTime<Utc>,
    /// An answer.
    #[field(len(..=255))]
    pub answer_20: String,
    /// An answer.
    pub answer_21: Option<String>,
    /// An answer.
    pub answer_22: i32,
    /// An answer.
    pub answer_23: bool,
    /// An answer.
    pub answer_24: DateTime<Utc>,
    /// An answer.
    pub answer_25: String,
    /// An answer.
    pub answer_26: Option<String>,
    /// An answer.
    pub answer_27: i32,
    /// An answer.
    pub answer_28: bool,
    /// An answer.
    pub answer_29: DateTime<Utc>,
    /// An answer.
    #[field(len(..=255))]
    pub answer_30: String,
    /// An answer.
    pub answer_31: Option<String>,
    /// An answer.
    pub answer_32: i32,
    /// An answer.
    pub answer_33: bool,
    /// An answer.
    pub answer_34: DateTime<Utc>,
    /// An answer.
    pub answer_35: String,
    /// An answer.
    pub answer_36: Option<String>,
    /// An answer.
    pub answer_37: i32,
    /// An answer.
    pub answer_38: bool,
    /// An answer.
    pub answer_39: DateTime<Utc>,
    /// An answer.
    #[field(len(..=255))]
    pub answer_40: String,
    /// An answer.
    pub answer_41: Option<String>,
    /// An answer.
    pub answer_42: i32,
    /// An answer.
    pub answer_43: bool,
    /// An answer.
    pub answer_44: DateTime<Utc>,
    /// An answer.
    pub answer_45: String,
    /// An answer.
    pub answer_46: Option<String>,
    /// An answer.
    pub answer_47: i32,
    /// An answer.
    pub answer_48: bool,
    /// An answer.
    pub answer_49: DateTime<Utc>,
    /// An answer.
    #[field(len(..=255))]
    pub answer_50: String,
    /// An answer.
    pub answer_51: Option<String>,
    /// An answer.
    pub answer_52: i32,
    /// An answer.
    pub answer_53: bool,
    /// An answer.
    pub answer_54: DateTime<Utc>,
    /// An answer.
    pub answer_55: String,
    /// An answer.
    pub answer_56: Option<String>,
    /// An answer.
    pub answer_57: i32,
    /// An answer.
    pub answer_58: bool,
    /// An answer.
    pub answer_59: DateTime<Utc>,
    /// An answer.
    #[field(len(..=255))]
    pub answer_60: String,
    /// An answer.
    pub answer_61: Option<String>,
    /// An answer.
    pub answer_62: i32,
    /// An answer.
    pub answer_63: bool,
    /// An answer.
    pub answer_64: DateTime<Utc>,
    /// An answer.
    pub answer_65: String,
    /// An answer.
    pub answer_66: Option<String>,
    /// An answer.
    pub answer_67: i32,
    /// An answer.
    pub answer_68: bool,
    /// An answer.
    pub answer_69: DateTime<Utc>,
    /// An answer.
    #[field(len(..=255))]
    pub answer_70: String,
    /// An answer.
    pub answer_71: Option<String>,
    /// An answer.
    pub answer_72: i32,
    /// An answer.
    pub answer_73: bool,
    /// An answer.
    pub answer_74: DateTime<Utc>,
    /// An answer.
    pub answer_75: String,
    /// An answer.
    pub answer_76: Option<String>,
    /// An answer.
    pub answer_77: i32,
    /// An answer.
    pub answer_78: bool,
    /// An answer.
    pub answer_79: DateTime<Utc>,
    /// An answer.
    #[field(len(..=255))]
    pub answer_80: String,
    /// An answer.
    pub answer_81: Option<String>,
    /// An answer.
    pub answer_82: i32,
    /// An answer.
    pub answer_83: bool,
    /// An answer.
    pub answer_84: DateTime<Utc>,
    /// An answer.
    pub answer_85: String,
    /// An answer.
    pub answer_86: Option<String>,
    /// An answer.
    pub answer_87: i32,
    /// An answer.
    pub answer_88: bool,
    /// An answer.
    pub answer_89: DateTime<Utc>,
    /// An answer.
    #[field(len(..=255))]
    pub answer_90: String,
    /// An answer.
    pub answer_91: Option<String>,
    /// An answer.
    pub answer_92: i32,
    /// An answer.
    pub answer_93: bool,
    /// An answer.
    pub answer_94: DateTime<Utc>,
    /// An answer.
    pub answer_95: String,
    /// An answer.
    pub answer_96: Option<String>,
    /// An answer.
    pub answer_97: i32,
    /// An answer.
    pub answer_98: bool,
    /// An answer.
    pub answer_99: DateTime<Utc>,
}

fn main() {
    let update = SurveyUpdate {
        answer_99: Set(Utc::now()),
        ..Default::default()
    };
    assert!(update.answer_1.is_keep() && !update.answer_99.is_keep());
}
