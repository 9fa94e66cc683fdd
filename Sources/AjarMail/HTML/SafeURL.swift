/// A link that leads where it says. Browsers skip control characters and spaces inside of `java script:`, so
/// they are taken out before anybody looks.
struct SafeURL {
    let text: String

    init?(_ raw: String, schemes: [String]) {
        var clean = String.UnicodeScalarView()
        for scalar in raw.unicodeScalars.prefix(8192)
        where scalar.value > 0x20 && !scalar.isForbiddenInHeaders {
            clean.append(scalar)
        }
        let text = String(clean)
        guard let colon = text.firstIndex(of: ":") else { return nil }
        guard schemes.contains(text[..<colon].lowercased()) else { return nil }
        self.text = text
    }
}
