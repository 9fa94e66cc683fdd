import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/templates/`: texts that are sent again and again, with what is filled in for each lead.
struct TemplatesPage: Sendable {
    let visitor: Visitor

    func answer() async throws -> Answer {
        guard visitor.segments.count == 2 else { return try await list() }
        let id = visitor.segments[1]
        if id == "preview" { return try await preview() }
        if !visitor.isRead { return try await keep(id) }
        guard id != "new" else { return try await edit(["body": "", "subject": "", "name": ""], id: "new") }
        return try await edit(
            try await visitor.get("email_template/\(try PathPart.checked(id))").values, id: id)
    }

    private func list() async throws -> Answer {
        let templates = try await visitor.list("email_template", ["_limit": "100", "is_archived": "false"])
        var values: Values = [:]
        if !templates.isEmpty {
            values["rows"] = templates.map { template -> Values in
                var row: Values = ["id": template["id"].string ?? "", "name": template["name"].string ?? ""]
                row["subject"] = template["subject"].string ?? ""
                row["updated"] = Words.moment(template["date_updated"].string)
                if template["is_shared"].bool == true { row["is_shared"] = true }
                return row
            }
        }
        return visitor.page("templates", title: "Templates", area: "templates", values)
    }

    private func edit(_ template: Values, id: String, problem: String? = nil) async throws -> Answer {
        var values: Values = ["template_id": id]
        for name in ["name", "subject", "body"] { values["template_\(name)"] = template[name] ?? "" }
        if template["is_shared"] as? Bool == true { values["template_shared"] = true }
        if id != "new" { values["is_kept"] = true }
        let leads = try await visitor.list("lead", ["_limit": "20", "_fields": "id,display_name"])
        let chosen = visitor.parameters.nonempty("lead") ?? leads.first?["id"].string
        values["leads"] = leads.map { lead -> Values in
            var row: Values = [
                "lead_id": lead["id"].string ?? "", "lead_label": lead["display_name"].string ?? "",
            ]
            if lead["id"].string == chosen { row["is_current"] = true }
            return row
        }
        if let chosen, id != "new" {
            values["preview_url"] = "/mail/\(id)/body/?of=template&lead=\(PercentText.encode(chosen))"
        }
        if let problem { values["problem"] = problem }
        let title = id == "new" ? "New template" : template["name"] as? String ?? "Template"
        return visitor.page(
            "template", title: title, area: "templates", values, status: problem == nil ? 200 : 400)
    }

    /// What is in the form, as the chosen lead would get it, for the frame beside it. Nothing is kept.
    private func preview() async throws -> Answer {
        let form = try await visitor.form()
        var body = JSONObject([
            ("subject", .string(form["subject"] ?? "")), ("body", .string(form["body"] ?? "")),
        ])
        if let lead = form.typed("lead") { body["lead_id"] = .string(lead) }
        let rendered = try await visitor.post("email_template/render", body)
        let values: Values = [
            "subject": rendered["subject"].string ?? "", "body": rendered["body"].string ?? "",
        ]
        return MailBody.answer(visitor.frame.fragment("template-preview", values))
    }

    private func keep(_ id: String) async throws -> Answer {
        let form = try await visitor.form()
        if form["do"] == "delete" {
            try await visitor.delete("email_template/\(try PathPart.checked(id))")
            return .redirect("/templates/?done=deleted")
        }
        let body = JSONObject([
            ("name", .string(form["name"] ?? "")), ("subject", .string(form["subject"] ?? "")),
            ("body", .string(form["body"] ?? "")), ("is_shared", .bool(form["is_shared"] != nil)),
        ])
        do {
            let kept =
                id == "new"
                ? try await visitor.post("email_template", body)
                : try await visitor.put("email_template/\(try PathPart.checked(id))", body)
            return .redirect("/templates/\(kept["id"].string ?? id)/?done=saved")
        } catch let error as AjarError {
            return try await edit(JSON.object(body).values, id: id, problem: Problem.text(error))
        }
    }
}
