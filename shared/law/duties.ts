/** What Korean law asks a sender to tell people, ads or not. */

/** Days within which the result of a consent, refusal or withdrawal must be told (정보통신망법 제50조 ⑦, 시행령 제62조의2). */
export const RESULT_DAYS = 14;
/** Months after which the sender must tell the receiver again what was agreed (제50조 ⑧, 시행령 제62조의3). */
export const RECONFIRM_MONTHS = 24;
