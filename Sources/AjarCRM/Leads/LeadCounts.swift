import AjarCore
import AjarResource
import AjarStore

/// Numbers and moments about what hangs off a lead: its smart fields (reference 6.6). They are found when
/// somebody asks for one of them by name, a statement per table for all leads of the page.
enum LeadCounts {
    static let fields: [any FieldDeclaration] =
        tables.flatMap { $0.values.map { declaration($0) } } + [
            Plain.derived("num_addresses", .int(), standard: 0, shown: false),
            Plain.derived("num_activities", .int(), standard: 0, shown: false),
            Plain.derived("times_communicated", .int(), standard: 0, shown: false),
            Plain.derived("num_email_addresses", .int(), standard: 0, shown: false),
            Plain.derived("num_phone_numbers", .int(), standard: 0, shown: false),
            Plain.derived("num_urls", .int(), standard: 0, shown: false),
        ]

    static let loads: [Load] = tables.map(load) + [loadAddresses, loadSums, loadContactParts]

    private struct Table: Sendable {
        let name: String
        let values: [(name: String, sql: String, kind: Kind)]
    }

    private enum Kind: Sendable { case count, amount, moment }

    private static func declaration(_ value: (name: String, sql: String, kind: Kind)) -> Plain {
        switch value.kind {
        case .count: Plain.derived(value.name, .int(), standard: 0, shown: false)
        case .amount: Plain.derived(value.name, .int(), shown: false)
        case .moment: Plain.derived(value.name, .timestamp, shown: false)
        }
    }

    private static let tables: [Table] = [
        Table(
            name: "note",
            values: [
                ("num_notes", "COUNT(*)", .count), ("last_note_created", "MAX(date_created)", .moment),
            ]),
        Table(
            name: "call",
            values: [
                ("num_calls", "COUNT(*)", .count),
                ("num_incoming_calls", count("direction = 'inbound'"), .count),
                ("num_outgoing_calls", count("direction = 'outbound'"), .count),
                ("num_missed_calls", count("direction = 'inbound' AND duration = 0"), .count),
                ("first_call_created", "MIN(activity_at)", .moment),
                ("last_call_created", "MAX(activity_at)", .moment),
                ("last_incoming_call_date", latest("direction = 'inbound'"), .moment),
                ("last_outgoing_call_date", latest("direction = 'outbound'"), .moment),
            ]),
        Table(
            name: "email",
            values: [
                ("num_emails", count("status IN ('inbox', 'sent')"), .count),
                ("num_received_emails", count("status = 'inbox'"), .count),
                ("num_sent_emails", count("status = 'sent'"), .count),
                ("num_outgoing_emails", count("direction = 'outgoing' AND status = 'sent'"), .count),
                ("first_email_created", "MIN(date_created)", .moment),
                ("last_email_date", latest("status IN ('inbox', 'sent')"), .moment),
                ("last_incoming_email_date", latest("status = 'inbox'"), .moment),
                ("last_outgoing_email_date", latest("status = 'sent'"), .moment),
            ]),
        Table(
            name: "sms",
            values: [
                ("num_sms", "COUNT(*)", .count), ("num_received_sms", count("direction = 'inbound'"), .count),
                ("num_sent_sms", count("direction = 'outbound' AND status = 'sent'"), .count),
                ("first_sms_created", "MIN(date_created)", .moment),
                ("last_sms_date", "MAX(activity_at)", .moment),
                ("last_received_sms_date", latest("direction = 'inbound'"), .moment),
                ("last_sent_sms_date", latest("status = 'sent' AND direction = 'outbound'"), .moment),
            ]),
        Table(
            name: "meeting",
            values: [
                ("num_meetings", "COUNT(*)", .count),
                ("num_upcoming_meetings", count("status = 'upcoming'"), .count),
                ("num_completed_meetings", count("status = 'completed'"), .count),
                ("num_canceled_meetings", count("status = 'canceled'"), .count),
            ]),
        Table(
            name: "opportunity",
            values: [
                ("num_opportunities", "COUNT(*)", .count),
                ("num_active_opportunities", count(inStatus("active")), .count),
                ("num_won_opportunities", count(inStatus("won")), .count),
                ("num_lost_opportunities", count(inStatus("lost")), .count),
                ("num_one_time_opportunities", count("value_period = 'one_time'"), .count),
                ("num_monthly_opportunities", count("value_period = 'monthly'"), .count),
                ("num_annual_opportunities", count("value_period = 'annual'"), .count),
                ("max_one_time_opportunity_value", value("MAX", "one_time"), .amount),
                ("min_one_time_opportunity_value", value("MIN", "one_time"), .amount),
                ("total_one_time_opportunity_value", value("SUM", "one_time"), .amount),
                ("total_monthly_opportunity_value", value("SUM", "monthly"), .amount),
                ("total_annual_opportunity_value", value("SUM", "annual"), .amount),
            ]),
        Table(
            name: "task",
            values: [
                ("num_tasks", "COUNT(*)", .count), ("num_incomplete_tasks", count("is_complete = 0"), .count),
                ("num_completed_tasks", count("is_complete = 1"), .count),
            ]),
        Table(name: "contact", values: [("num_contacts", "COUNT(*)", .count)]),
        Table(
            name: "lead_status_change",
            values: [("last_lead_status_change_date", "MAX(date_created)", .moment)]),
        Table(
            name: "opportunity_status_change",
            values: [
                ("last_opportunity_status_change_date", "MAX(date_created)", .moment)
            ]),
    ]

    private static func count(_ condition: String) -> String { "COUNT(CASE WHEN \(condition) THEN 1 END)" }
    private static func latest(_ condition: String) -> String {
        "MAX(CASE WHEN \(condition) THEN activity_at END)"
    }
    private static func value(_ function: String, _ period: String) -> String {
        "CAST(\(function)(CASE WHEN value_period = '\(period)' THEN \"value\" END) AS BIGINT)"
    }
    private static func inStatus(_ type: String) -> String {
        """
        (SELECT status_type FROM opportunity_status
            WHERE opportunity_status.organization = opportunity.organization
                AND opportunity_status.id = opportunity.status_id) = '\(type)'
        """
    }

    private static func load(_ table: Table) -> Load {
        Load(table.values.map(\.name)) { records, context in
            let columns = table.values.map { "\($0.sql) AS \"\($0.name)\"" }.joined(separator: ", ")
            let rows = try context.reader.rows(
                """
                SELECT lead_id, \(SQL(trusted: columns)) FROM \(name: table.name)
                WHERE organization = \(context.organization) AND lead_id IN (\(list: records.map(\.id.text)))
                GROUP BY lead_id
                """)
            let byLead = Dictionary(
                rows.map { ($0.text("lead_id"), $0) }, uniquingKeysWith: { first, _ in first })
            for index in records.indices {
                guard let row = byLead[records[index].id.text] else { continue }
                for value in table.values {
                    records[index][value.name] = row[value.name].int.map(JSON.int) ?? .null
                }
            }
        }
    }

    private static let loadAddresses: Load = Load(["num_addresses", "num_urls"]) { records, _ in
        for index in records.indices {
            records[index]["num_addresses"] = .int(records[index]["addresses"].array?.count ?? 0)
            records[index]["num_urls"] = .int(records[index]["url"].string?.isEmpty == false ? 1 : 0)
        }
    }

    private static let loadContactParts: Load = Load(["num_email_addresses", "num_phone_numbers"]) {
        records, context in
        for (table, column, name) in [
            ("contact_address", "email_key", "num_email_addresses"),
            ("contact_phone", "phone", "num_phone_numbers"),
        ] {
            let rows = try context.reader.rows(
                """
                SELECT lead_id, COUNT(DISTINCT \(name: column)) AS n FROM \(name: table)
                WHERE organization = \(context.organization) AND lead_id IN (\(list: records.map(\.id.text)))
                GROUP BY lead_id
                """)
            let counts = Dictionary(
                rows.map { ($0.text("lead_id"), $0.int("n")) }, uniquingKeysWith: { first, _ in first })
            for index in records.indices { records[index][name] = .int(counts[records[index].id.text] ?? 0) }
        }
    }

    /// Over all tables of activities, and over those that are conversations.
    private static let loadSums: Load = Load(["num_activities", "times_communicated"]) { records, context in
        let tables = context.resources.all.filter {
            $0.path.hasPrefix("activity/") && $0.path != EmailThread.resource.path
        }
        let talk: Set<String> = ["call", "email", "sms", "meeting", "whatsapp_message"]
        for table in tables.map(\.table) {
            let rows = try context.reader.rows(
                """
                SELECT lead_id, COUNT(*) AS n FROM \(name: table)
                WHERE organization = \(context.organization) AND lead_id IN (\(list: records.map(\.id.text)))
                GROUP BY lead_id
                """)
            let counts = Dictionary(
                rows.map { ($0.text("lead_id"), $0.int("n")) }, uniquingKeysWith: { first, _ in first })
            for index in records.indices {
                guard let count = counts[records[index].id.text] else { continue }
                for name in talk.contains(table)
                    ? ["num_activities", "times_communicated"] : ["num_activities"]
                {
                    records[index][name] = .int((records[index][name].int ?? 0) + count)
                }
            }
        }
    }
}
