/// Whether a machine wrote the mail. RFC 3834, and the habits from before it.
enum AutoReply {
    static func isOne(_ message: ReadMessage) -> Bool {
        if let value = message.header("Auto-Submitted") {
            return !value.lowercased().hasPrefix("no")
        }
        if let value = message.header("Precedence")?.lowercased(),
            ["auto_reply", "bulk", "junk"].contains(value)
        {
            return true
        }
        if let value = message.header("X-Auto-Response-Suppress")?.lowercased(), value != "none",
            !value.isEmpty
        {
            return true
        }
        if markers.contains(where: { message.header($0) != nil }) { return true }
        if message.header("Return-Path")?.filter({ !$0.isWhitespace }) == "<>" { return true }
        let subject: String = message.subject.lowercased()
        return subjects.contains { subject.hasPrefix($0) }
    }

    private static let markers: [String] = [
        "X-Autoreply", "X-Autorespond", "X-AutoReply-From", "X-Mail-Autoreply", "X-Autoresponder",
        "X-FC-MachineGenerated",
    ]

    /// In lower case; only what mail programs write by themselves.
    private static let subjects: [String] = [
        "automatic reply", "auto reply", "auto-reply", "autoreply", "auto:", "out of office", "out-of-office",
        "ooo:",
        "vacation reply", "away from my mail",
        "abwesenheitsnotiz", "automatische antwort", "abwesend:", "autom. antwort", "abwesenheitsassistent",
        "réponse automatique", "absence du bureau", "absent du bureau",
        "respuesta automática", "fuera de la oficina", "fuera de oficina",
        "risposta automatica", "fuori sede",
        "automatisch antwoord", "afwezig:", "niet aanwezig",
        "resposta automática", "fora do escritório", "ausência temporária",
        "autosvar", "automatiskt svar", "automatisk svar", "fraværsmelding", "frånvaro",
        "automaattinen vastaus", "poissa:",
        "autoodpowiedź", "automatyczna odpowiedź", "odpowiedź automatyczna",
        "automatická odpověď", "automatická odpoveď", "автоматический ответ", "автоответ", "otomatik yanıt",
        "automatikus válasz", "răspuns automat", "自動応答", "自动答复", "自动回复", "自動回覆", "자동 회신",
    ]
}
