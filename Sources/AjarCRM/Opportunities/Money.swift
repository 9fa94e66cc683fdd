import AjarResource
import AjarStore

/// Amounts in cents, as people read them.
enum Money {
    /// `$1,000`, `$17,203,515.20`, `$5 monthly`; nil for no amount.
    static func text(_ cents: Int?, _ currency: String, period: String? = nil) -> String? {
        guard let cents else { return nil }
        let (whole, rest) = cents.magnitude.quotientAndRemainder(dividingBy: 100)
        var amount = grouped(String(whole))
        if rest > 0 { amount += rest < 10 ? ".0\(rest)" : ".\(rest)" }
        let suffix = period.map { $0 == "one_time" ? "" : " \($0)" } ?? ""
        return "\(cents < 0 ? "-" : "")\(Currency.symbol(currency))\(amount)\(suffix)"
    }

    private static func grouped(_ digits: String) -> String {
        var out = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { out += "," }
            out.append(digit)
        }
        return out
    }

    static func currency(_ context: ReadContext) throws -> String {
        try context.reader.value(
            "SELECT currency FROM organization WHERE organization = \(context.organization)"
        ).text ?? "USD"
    }
}
