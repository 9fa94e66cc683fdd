import AjarCore
import CPhoneNumber

/// A telephone number as it is kept and as people read it.
struct PhoneNumber: Sendable {
    /// `+16505550123`, with an extension as `x123` behind it.
    let number: String
    /// `+1 650-555-0123`
    let formatted: String
    /// `US`; nil where it belongs to no country.
    let country: String?

    /// Nil when the text can't be a number. One without a country code is read as one of `region`.
    init?(_ text: String, region: String = "US") {
        guard text.utf8.count <= 64 else { return nil }
        var parsed = ajar_phone()
        var text = text
        let isNumber = text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) {
                ajar_phone_parse($0.baseAddress, $0.count, region, &parsed)
            }
        }
        guard isNumber else { return nil }
        let fieldExtension = Self.text(&parsed.extension)
        let suffix = fieldExtension.isEmpty ? "" : "x\(fieldExtension)"
        number = Self.text(&parsed.e164) + suffix
        formatted = Self.text(&parsed.international) + (suffix.isEmpty ? "" : " \(suffix)")
        let region = Self.text(&parsed.region)
        country = region.isEmpty ? nil : region
    }

    private static func text<Characters>(_ characters: inout Characters) -> String {
        withUnsafeBytes(of: &characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
