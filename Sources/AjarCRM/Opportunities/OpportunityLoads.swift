import AjarCore
import AjarResource
import AjarStore

/// What an opportunity shows beside its columns.
enum OpportunityLoads {
    static let fields: [any FieldDeclaration] = [
        Plain.derived("lead_name"), Plain.derived("contact_name"), Plain.derived("user_name"),
        Plain.derived("status_label", .text()), Plain.derived("status_display_name", .text(), standard: ""),
        Plain.derived("status_type", .text()), Plain.derived("pipeline_name", .text()),
        Plain.derived("value_currency", .text()), Plain.derived("value_formatted", .text()),
        Plain.derived("expected_value", .int()), Plain.derived("annualized_value", .int()),
        Plain.derived("annualized_expected_value", .int()),
        Plain.derived("integration_links", .json, standard: []), Plain.derived("comment_summary"),
        Plain.derived("is_stalled", .bool, standard: false), Plain.derived("stall_status"),
    ]

    static let all: [Load] = [
        .userNames(["created_by": "created_by_name", "updated_by": "updated_by_name", "user_id": "user_name"]
        ),
        .leadNames(), .contactNames(), loadStatus, loadMoney,
        Comment.summary, IntegrationLink.load("opportunity"),
    ]

    private static let loadStatus: Load = Load(
        ["status_label", "status_display_name", "status_type", "pipeline_id", "pipeline_name"]
    ) { records, context in
        let statuses = try OpportunityStatus.all(context)
        for index in records.indices {
            guard let id = records[index][Opportunity.statusID], let status = statuses[id] else { continue }
            records[index]["status_label"] = .string(status.label)
            records[index]["status_display_name"] = .string(status.label)
            records[index]["status_type"] = .string(status.type.rawValue)
            records[index][Opportunity.pipelineID] = status.pipelineID
            records[index]["pipeline_name"] = .string(status.pipelineName)
        }
    }

    private static let loadMoney: Load = Load(
        [
            "value_currency", "value_formatted", "expected_value", "annualized_value",
            "annualized_expected_value",
        ]
    ) { records, context in
        let currency = try Money.currency(context)
        for index in records.indices {
            records[index]["value_currency"] = .string(currency)
            guard let value = records[index][Opportunity.value] else { continue }
            let period = records[index][Opportunity.period]
            let expected = share(of: value, records[index][Opportunity.confidence])
            let times = period == "monthly" ? 12 : 1
            records[index]["value_formatted"] = JSON(Money.text(value, currency, period: period))
            records[index]["expected_value"] = .int(expected)
            records[index]["annualized_value"] = .int(value * times)
            records[index]["annualized_expected_value"] = .int(expected * times)
        }
    }

    /// Rounded as the sums of a list are: half a cent counts.
    private static func share(of value: Int, _ confidence: Int) -> Int { (value * confidence + 50) / 100 }
}
