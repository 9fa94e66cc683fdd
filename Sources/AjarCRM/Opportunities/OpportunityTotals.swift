import AjarCore
import AjarResource
import AjarStore

/// What all opportunities of a list, or of one group in it, come to (reference 10.5).
struct OpportunityTotals {
    private var counts: [String: Int] = [:]
    private var values: [String: Int] = [:]
    private var expected: [String: Int] = [:]
    private let currency: String

    private static let periods: [String] = ["one_time", "monthly", "annual"]

    init(_ condition: SQL, _ context: ReadContext) throws {
        let rows = try context.reader.rows(
            """
            SELECT "value_period", COUNT(*) AS n, CAST(COALESCE(SUM("value"), 0) AS BIGINT) AS total,
                CAST(COALESCE(SUM(("value" * "confidence" + 50) / 100), 0) AS BIGINT) AS expected
            FROM "opportunity" WHERE \(condition) GROUP BY "value_period"
            """)
        for row in rows {
            counts[row.text("value_period")] = row.int("n")
            values[row.text("value_period")] = row.int("total")
            expected[row.text("value_period")] = row.int("expected")
        }
        currency = try Money.currency(context)
    }

    var count: Int { counts.values.reduce(0, +) }

    var members: JSONObject {
        var out = JSONObject([
            ("total_results", .int(count)),
            ("count_by_value_period", .object(JSONObject(Self.periods.map { ($0, .int(counts[$0] ?? 0)) }))),
        ])
        for (name, amounts) in [("total_value", values), ("expected_value", expected)] {
            for period in Self.periods { append("\(name)_\(period)", amounts[period] ?? 0, period, to: &out) }
            append("\(name)_annualized", annualized(amounts), "annual", to: &out)
        }
        return out
    }

    private func annualized(_ amounts: [String: Int]) -> Int {
        (amounts["one_time"] ?? 0) + (amounts["monthly"] ?? 0) * 12 + (amounts["annual"] ?? 0)
    }

    private func append(_ name: String, _ amount: Int, _ period: String, to object: inout JSONObject) {
        object.append(name, .int(amount))
        object.append(
            "\(name)_formatted", amount == 0 ? .null : JSON(Money.text(amount, currency, period: period)))
    }
}
