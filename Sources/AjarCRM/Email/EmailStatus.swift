import AjarResource

/// Where an email is on its way (reference 4.1). The table knows the same words, and the same changes between
/// them.
enum EmailStatus: String, StringEnum { case inbox, draft, scheduled, outbox, sent, error }

enum EmailDirection: String, StringEnum { case incoming, outgoing }

/// How far a sending attempt got. After `transmitting` the relay may have the mail.
enum SendPhase: String, StringEnum {
    case none = ""
    case connecting, transmitting
}
