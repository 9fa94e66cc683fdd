import AjarCore
import AjarMail
import AjarResource

/// The ways to reach a person.
extension FieldKind {
    /// An e-mail address without a name.
    static let email: FieldKind = FieldKind(
        "email", storage: .text, schema: ["type": "string", "format": "email"]
    ) {
        value throws(Problem) in
        let text = try checkedText(value, max: 1000).trimmed
        guard Address.isValidEmail(text) else { throw .text("Invalid email address.") }
        return .string(text)
    }

    static let contactEmail: FieldKind = .members(
        [Plain("email", .email, required: true), Plain("type", .text(max: 50), standard: "office")],
        finish: { object throws(Problem) in object["is_unsubscribed"] = false })

    static let contactURL: FieldKind = .members(
        [Plain("url", .url, required: true), Plain("type", .text(max: 50), standard: "url")])

    /// A number is kept as E.164, with what people read beside it.
    static let contactPhone: FieldKind = .members(
        [Plain("phone", .phone, required: true), Plain("type", .text(max: 50), standard: "office")],
        finish: { object throws(Problem) in
            guard let text = object["phone"]?.string, let phone = PhoneNumber(text) else { return }
            object["phone_formatted"] = .string(phone.formatted)
            object["country"] = JSON(phone.country)
            object["tz_ids"] = []
            object["outbound_sms_blocked"] = false
        })

    static let phone: FieldKind = FieldKind("phone", storage: .text, schema: ["type": "string"]) {
        value throws(Problem) in
        guard let phone = PhoneNumber(try checkedText(value, max: 100)) else {
            throw .text("Phone number is not valid. Please use the international format like +16505551234.")
        }
        return .string(phone.number)
    }
}
