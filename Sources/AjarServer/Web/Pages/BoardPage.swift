import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/opportunities/`: the opportunities of one pipeline, a column for each stage.
struct BoardPage: Sendable {
    private static let perColumn: Int = 50

    let visitor: Visitor

    func answer() async throws -> Answer {
        guard visitor.segments.count == 1 else { throw AjarError.notFound("There is no such page.") }
        return visitor.isRead ? try await show() : try await move()
    }

    private func show(problem: String? = nil) async throws -> Answer {
        let pipelines = try await visitor.list("pipeline", ["_limit": "100"])
        let wanted = visitor.parameters.nonempty("pipeline")
        let pipeline = pipelines.first { $0["id"].string == wanted } ?? pipelines.first ?? .null
        let statuses = pipeline["statuses"].array ?? []
        let user = visitor.parameters.nonempty("user") ?? ""
        var columns: [Values] = []
        for (index, status) in statuses.enumerated() {
            columns.append(
                try await column(status, user: user, next: statuses.dropFirst(index + 1).first, all: statuses)
            )
        }
        var values: Values = [
            "columns": columns, "pipeline_id": pipeline["id"].string ?? "", "user_id": user,
        ]
        if pipelines.count > 1 {
            values["pipelines"] = pipelines.map {
                Self.option($0["id"].string ?? "", $0["name"].string ?? "", chosen: pipeline["id"].string)
            }
        }
        values["users"] = try await visitor.users().map { Self.option($0.value, $0.label, chosen: user) }
        if columns.isEmpty { values["has_no_stage"] = true }
        if let problem { values["problem"] = problem }
        return visitor.page(
            "board", title: "Opportunities", area: "opportunities", values, status: problem == nil ? 200 : 400
        )
    }

    private static func option(_ value: String, _ label: String, chosen: String?) -> Values {
        var option: Values = ["option_value": value, "option_label": label]
        if value == chosen { option["is_chosen"] = true }
        return option
    }

    private func column(_ status: JSON, user: String, next: JSON?, all: [JSON]) async throws -> Values {
        let id = status["id"].string ?? ""
        var filter: [(name: String, value: String)] = [
            (name: "status_id", value: id), (name: "_limit", value: String(Self.perColumn)),
            (name: "_order_by", value: "-date_updated"),
            (
                name: "_fields",
                value:
                    "id,lead_id,lead_name,contact_name,user_name,value,value_formatted,note,confidence,date_won"
            ),
        ]
        if !user.isEmpty { filter.append((name: "user_id", value: user)) }
        let found = try await visitor.get("opportunity", all: Parameters(filter))
        let type = status["status_type"].string ?? "active"
        let total = found["total_results"].int ?? 0
        var values: Values = [
            "status_id": id, "status_label": status["label"].string ?? "", "column_count": total,
            "column_tone": type,
            "column_value": sum(found),
        ]
        values["cards"] = (found["data"].array ?? []).map { card($0, in: id, all: all) }
        if total > Self.perColumn { values["more"] = total - Self.perColumn }
        return values
    }

    /// All values of the column as the API adds them up, whatever their period.
    private func sum(_ found: JSON) -> String {
        let currency = found["data"].array?.first?["value_formatted"].string ?? ""
        let symbol = String(currency.prefix { !$0.isNumber && $0 != "-" })
        let cents = found["total_value_one_time"].int ?? 0
        let year = found["total_value_annualized"].int ?? cents
        return Words.money(max(cents, year), symbol: symbol.isEmpty ? "$" : symbol)
    }

    private func card(_ deal: JSON, in status: String, all: [JSON]) -> Values {
        let owner = deal["user_name"].string ?? ""
        var card: Values = [
            "deal_id": deal["id"].string ?? "", "deal_lead": deal["lead_id"].string ?? "",
            "deal_name": deal["lead_name"].string ?? "Untitled",
            "deal_value": deal["value_formatted"].string ?? "No value",
            "confidence": deal["confidence"].int ?? 0,
            "face": Words.initials(owner), "tint": Words.hue(owner),
            "owner": owner.isEmpty ? "Nobody" : owner,
        ]
        card["deal_note"] = deal["note"].value
        card["deal_contact"] = deal["contact_name"].value
        card["won"] = Words.moment(deal["date_won"].string)
        card["stages"] = all.map {
            Self.option($0["id"].string ?? "", $0["label"].string ?? "", chosen: status)
        }
        return card
    }

    private func move() async throws -> Answer {
        let form = try await visitor.form()
        let back =
            "/opportunities/?pipeline=\(PercentText.encode(form["pipeline"] ?? ""))&user=\(PercentText.encode(form["user"] ?? ""))"
        do {
            try await visitor.put(
                "opportunity/\(try PathPart.checked(form["id"] ?? ""))",
                JSONObject([("status_id", JSON(form.typed("status_id")))]))
            return .redirect("\(back)&done=moved")
        } catch let error as AjarError { return try await show(problem: Problem.text(error)) }
    }
}
