import AjarCore
import AjarResource
import AjarStore

/// A list of opportunities by user or by period: `_group_by` (reference 10.5). The page counts opportunities;
/// the sums of a group are those of the whole group.
enum OpportunityGroups {
    static func answer(_ query: ListQuery, _ condition: SQL, _ context: ReadContext) throws -> JSON? {
        guard var wish = query.parameters.nonempty("_group_by") else { return nil }
        let isReversed = wish.hasPrefix("-")
        if isReversed { wish.removeFirst() }
        guard let grouping = Grouping(wish, context) else {
            throw AjarError.invalid("_group_by", "Not a valid choice.")
        }
        let resource = Opportunity.resource
        let order = try grouping.order(isReversed, condition, context) + ", \(SQL(trusted: query.order))"
        var records =
            query.limit == 0
            ? []
            : try context.all(
                resource, where: condition, order: order, limit: query.limit + 1, skip: query.skip)
        let hasMore = records.count > query.limit
        if hasMore { records.removeLast() }
        let renderer = Renderer(resource, fields: query.fields)
        try context.completePage(&records, resource, renderer)

        var groups: [(key: Grouping.Key, objects: [JSON])] = []
        for record in records {
            let key = grouping.key(of: record)
            if groups.last?.key != key { groups.append((key, [])) }
            groups[groups.count - 1].objects.append(renderer.json(record))
        }
        let names = try Users.names(Set(groups.compactMap(\.key.user)), context)
        let data: [JSON] = try groups.map { group in
            var members = group.key.members(names)
            members.append("objects", .array(group.objects))
            let totals = try OpportunityTotals("\(condition) AND \(grouping.condition(group.key))", context)
            return .object(JSONObject(members.members + totals.members.members))
        }
        let totals = try OpportunityTotals(condition, context)
        return .object(
            JSONObject([("data", .array(data)), ("has_more", .bool(hasMore))] + totals.members.members))
    }
}

extension OpportunityGroups {
    /// What opportunities are grouped by.
    struct Grouping {
        enum Unit: String { case year, quarter, month, week }

        private let column: String
        /// Nil groups by user.
        private let unit: Unit?
        private let offset: Int

        enum Key: Equatable {
            case user(String?)
            case none
            /// From the first day to the day after the last.
            case days(Unit, from: CivilDate, to: CivilDate)

            var user: String? { if case .user(let id) = self { id } else { nil } }
        }

        init?(_ name: String, _ context: ReadContext) {
            offset = context.caller.offsetMinutes
            if name == "user_id" {
                (column, unit) = (name, nil)
                return
            }
            let parts = name.split(separator: "__", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2,
                ["date_won", "date_created", "date_updated", "date_lost"].contains(parts[0]),
                let unit = Unit(rawValue: parts[1])
            else { return nil }
            (column, self.unit) = (parts[0], unit)
        }

        private var isDay: Bool { column == "date_won" }

        /// By time, or by the users' names.
        func order(_ isReversed: Bool, _ condition: SQL, _ context: ReadContext) throws -> SQL {
            let direction = SQL(trusted: isReversed ? " DESC NULLS LAST" : " ASC NULLS FIRST")
            if unit != nil { return "\(name: column)\(direction)" }
            let rows = try context.reader.rows(
                "SELECT DISTINCT \"user_id\" FROM \"opportunity\" WHERE \(condition)")
            let ids = rows.compactMap { $0["user_id"].text }
            let names = try Users.names(Set(ids), context)
            let sorted = ids.sorted { (names[$0] ?? "", $0) < (names[$1] ?? "", $1) }
            guard !sorted.isEmpty else { return "\"user_id\"\(direction)" }
            // Written as numbers: a bound one would have no type inside a CASE.
            let numbered: [SQL] = sorted.enumerated().map { "WHEN \($1) THEN \(SQL(trusted: String($0)))" }
            return "CASE \"user_id\" \(numbered.joined(" ")) END\(direction)"
        }

        func key(of record: Record) -> Key {
            guard let unit else { return .user(record[column].string) }
            let day =
                isDay
                ? record[column].string.flatMap { CivilDate(iso: $0) }
                : record[column].int.map { Timestamp(micros: $0).date(offsetMinutes: offset) }
            guard let day else { return .none }
            let (from, to) = unit.span(day)
            return .days(unit, from: from, to: to)
        }

        func condition(_ key: Key) -> SQL {
            switch key {
            case .user(let id): return "\"user_id\" IS NOT DISTINCT FROM \(id)"
            case .none: return "\(name: column) IS NULL"
            case .days(_, let from, let to):
                if isDay { return "\(name: column) >= \(from.text) AND \(name: column) < \(to.text)" }
                let first = Timestamp(startOf: from, offsetMinutes: offset)
                let end = Timestamp(startOf: to, offsetMinutes: offset)
                return "\(name: column) >= \(first) AND \(name: column) < \(end)"
            }
        }
    }
}

extension OpportunityGroups.Grouping.Unit {
    /// The first day of the period that a day is in, and the first one after it. Weeks begin on Monday.
    fileprivate func span(_ day: CivilDate) -> (CivilDate, CivilDate) {
        let days = day.daysSince1970
        func month(_ year: Int, _ month: Int) -> CivilDate {
            CivilDate(year: year + (month - 1) / 12, month: (month - 1) % 12 + 1, day: 1) ?? day
        }
        switch self {
        case .year: return (month(day.year, 1), month(day.year, 13))
        case .quarter:
            let first = (day.month - 1) / 3 * 3 + 1
            return (month(day.year, first), month(day.year, first + 3))
        case .month: return (month(day.year, day.month), month(day.year, day.month + 1))
        case .week:
            // 1970-01-05 was a Monday.
            let monday = days - ((days - 4) % 7 + 7) % 7
            return (CivilDate(daysSince1970: monday), CivilDate(daysSince1970: monday + 7))
        }
    }
}

extension OpportunityGroups.Grouping.Key {
    /// What a group is called, in one text and in parts.
    fileprivate func members(_ names: [String: String]) -> JSONObject {
        switch self {
        case .user(let id):
            return JSONObject([
                ("key", .string(id ?? "")), ("user_id", JSON(id)),
                ("user_name", JSON(id.flatMap { names[$0] })),
            ])
        case .none: return JSONObject([("key", "")])
        case .days(let unit, let from, _):
            switch unit {
            case .year: return JSONObject([("key", .string("\(from.year)")), ("year", .int(from.year))])
            case .quarter:
                let quarter = (from.month - 1) / 3 + 1
                return JSONObject([
                    ("key", .string("\(from.year)-Q\(quarter)")), ("year", .int(from.year)),
                    ("quarter", .int(quarter)),
                ])
            case .month:
                return JSONObject([
                    ("key", .string(String(from.text.prefix(7)))), ("year", .int(from.year)),
                    ("month", .int(from.month)),
                ])
            case .week:
                // ISO 8601: a week belongs to the year of its Thursday.
                let thursday = CivilDate(daysSince1970: from.daysSince1970 + 3)
                let january =
                    CivilDate(year: thursday.year, month: 1, day: 1)?.daysSince1970 ?? thursday.daysSince1970
                let week = (thursday.daysSince1970 - january) / 7 + 1
                return JSONObject([
                    ("key", .string("\(thursday.year)-W\(week < 10 ? "0" : "")\(week)")),
                    ("weekyear", .int(thursday.year)), ("week", .int(week)),
                ])
            }
        }
    }
}
