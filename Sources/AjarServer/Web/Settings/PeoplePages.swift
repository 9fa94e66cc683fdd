import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/settings/members/`: who belongs to the organization, with which role.
struct MembersPage: SettingsDesk.Page {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    func show() async throws -> Answer { try await show([], nil, [:]) }

    private func show(
        _ secrets: [(label: String, text: String)], _ problem: String?, _ form: [String: String]
    ) async throws -> Answer {
        let visitor = desk.visitor
        let caller = visitor.session.caller
        let organization = try await visitor.get("organization/\(caller.organizationID.text)")
        let roles = try await visitor.list("role", ["include_built_in": "true", "_limit": "100"]).map {
            FormField.Option($0["id"].string ?? "", $0["name"].string ?? "")
        }
        let isBoss = caller.may("manage_organization")
        func rows(_ name: String) -> [SettingsList.Row] {
            (organization[name].array ?? []).map { row($0, isActive: name == "memberships", roles, isBoss) }
        }
        var active = SettingsList.Section(rows: rows("memberships"), topic: "membership")
        if isBoss {
            var fields = [
                FormField("email", "E-mail address", .email, isRequired: true),
                FormField("role_id", "Role", .choice(roles), value: "user"),
            ]
            if problem != nil { fields = fields.holding(.object(fields.read(form))) }
            active.add = ("Invite somebody", "Make an invitation", fields)
            active.isOpen = problem != nil && form["do"] == "create"
        }
        let left = rows("inactive_memberships")
        let sections =
            left.isEmpty
            ? [active]
            : [active, SettingsList.Section(title: "No longer here", rows: left, topic: "membership")]
        return desk.list(
            "Members", intro: "Everybody who works here, and what they may do.",
            SettingsList(sections: sections, secrets: secrets),
            problem: problem)
    }

    private func row(
        _ member: JSON, isActive: Bool, _ roles: [FormField.Option], _ isBoss: Bool
    ) -> SettingsList.Row {
        let email = member["user_email"].string ?? ""
        let name = member["user_full_name"].string?.trimmed ?? ""
        let role = member["role_id"].string ?? ""
        var row = SettingsList.Row(
            id: member["id"].string ?? "", title: name.isEmpty ? email : name,
            detail: name.isEmpty ? "Hasn’t come in yet" : email,
            tag: roles.first { $0.value == role }?.label ?? role)
        guard isBoss else { return row }
        if isActive {
            row.fields = [
                FormField("role_id", "Role", .choice(roles), value: .string(role)),
                FormField("title", "Title", value: member["title"]),
            ]
            row.actions = [
                SettingsList.Action(
                    label: "Deactivate", wish: "deactivate",
                    confirmation: "Deactivate \(row.title)? Keys and sessions end at once.")
            ]
        } else {
            row.actions = [SettingsList.Action(label: "Let in again", wish: "activate")]
        }
        return row
    }

    func take(_ form: [String: String]) async throws -> Answer {
        let visitor = desk.visitor
        do {
            if form["do"] == "create" {
                let made = try await visitor.post(
                    "invitation",
                    JSONObject([
                        ("email", JSON(form.typed("email"))), ("role_id", JSON(form.typed("role_id"))),
                    ]))
                guard let url = made["url"].string else { return desk.done("created") }
                return try await show(
                    [
                        (
                            "Send this link to \(form.typed("email") ?? "them"). It works once, within two weeks.",
                            url
                        )
                    ], nil, [:])
            }
            let path = "membership/\(try PathPart.checked(form["id"] ?? ""))"
            switch form["do"] {
            case "update":
                try await visitor.put(
                    path,
                    JSONObject([
                        ("role_id", JSON(form.typed("role_id"))), ("title", JSON(form.typed("title"))),
                    ]))
            case "deactivate": try await visitor.put(path, JSONObject([("is_active", false)]))
            case "activate": try await visitor.put(path, JSONObject([("is_active", true)]))
            default: throw SettingsDesk.unknownWish
            }
            return desk.done("saved")
        } catch let error as AjarError { return try await show([], Problem.text(error), form) }
    }
}

/// `/settings/delegates/`: who may send in one's own name.
struct DelegatesPage: SettingsDesk.Page {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    func show() async throws -> Answer { try await show(nil) }

    private func show(_ problem: String?) async throws -> Answer {
        let own = desk.visitor.session.caller.userID?.text
        let users = try await desk.visitor.users().filter { $0.value != own }
        let names = Dictionary(users.map { ($0.value, $0.label) }, uniquingKeysWith: { $1 })
        let allowed = try await desk.visitor.list("send_as")
        let rows = allowed.map { pair -> SettingsList.Row in
            let name = names[pair["allowed_user_id"].string ?? ""] ?? "Somebody who left"
            return SettingsList.Row(
                id: pair["id"].string ?? "", title: name, moment: pair["date_created"].string,
                actions: [.delete("Should \(name) no longer send in your name?", label: "End")])
        }
        let taken = Set(allowed.compactMap { $0["allowed_user_id"].string })
        let others = users.filter { !taken.contains($0.value) }.sorted { $0.label < $1.label }
        var section = SettingsList.Section(
            rows: rows,
            empty: names.isEmpty
                ? "You are the only one here. Invite somebody first."
                : "Nobody but you sends from your mailboxes.")
        if !others.isEmpty {
            section.add = ("Allow somebody", "Allow", [FormField("allowed_user_id", "Who", .choice(others))])
        }
        return desk.list(
            "Send as", intro: "Who may write from your mailboxes, in your name.",
            SettingsList(sections: [section]), problem: problem)
    }

    func take(_ form: [String: String]) async throws -> Answer {
        do {
            switch form["do"] {
            case "create":
                try await desk.visitor.post(
                    "send_as",
                    JSONObject([
                        ("allowing_user_id", JSON(desk.visitor.session.caller.userID?.text)),
                        ("allowed_user_id", JSON(form.typed("allowed_user_id"))),
                    ]))
            case "delete": try await desk.visitor.delete("send_as/\(try PathPart.checked(form["id"] ?? ""))")
            default: throw SettingsDesk.unknownWish
            }
            return desk.done("saved")
        } catch let error as AjarError { return try await show(Problem.text(error)) }
    }
}

/// `/settings/organization/`: its name, its currency, how its mail can be unsubscribed from.
struct OrganizationPage: SettingsDesk.Page {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    private static let fields: [FormField] = [
        FormField("name", "Name", isRequired: true),
        FormField("currency", "Currency", hint: "Three letters, such as EUR.", isRequired: true),
        FormField(
            "leads_email", "Address for copies", .email,
            hint:
                "Mail that is copied or redirected there is put on its leads. Your mail server hands it over."
        ),
        FormField("enable_unsubscribe_link", "Emails to many carry a link to unsubscribe", .check),
        FormField("require_unsubscribe_link", "Emails to many aren’t sent without that link", .check),
    ]

    private var path: String { "organization/\(desk.visitor.session.caller.organizationID.text)" }

    func show() async throws -> Answer { try await show(try await desk.visitor.get(path), nil) }

    private func show(_ organization: JSON, _ problem: String?) async throws -> Answer {
        var values: Values = ["fields": Self.fields.holding(organization).map(\.values)]
        if desk.visitor.session.caller.may("manage_organization") { values["may_change"] = true }
        values["organization_id"] = desk.visitor.session.caller.organizationID.text
        return desk.page(
            "settings-form", "General", intro: "What is true for everybody here.", values, problem: problem)
    }

    func take(_ form: [String: String]) async throws -> Answer {
        let body = Self.fields.read(form)
        do {
            try await desk.visitor.put(path, body)
            return desk.done("saved")
        } catch let error as AjarError { return try await show(.object(body), Problem.text(error)) }
    }
}

/// `/settings/unsubscribes/`: addresses that get no mail to many any more.
struct UnsubscribesPage: SettingsDesk.Page {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    func show() async throws -> Answer { try await show(nil) }

    private func show(_ problem: String?) async throws -> Answer {
        let rows = try await desk.visitor.list("unsubscribe/email", ["_limit": "100"]).map {
            entry -> SettingsList.Row in
            let email = entry["email"].string ?? ""
            return SettingsList.Row(
                id: email, title: email, moment: entry["date_created"].string,
                actions: [.delete("Let \(email) get mail to many again?", label: "Let have mail again")])
        }
        let section = SettingsList.Section(
            rows: rows, empty: "Nobody has unsubscribed.",
            add: ("Add an address", "Add", [FormField("email", "E-mail address", .email, isRequired: true)]))
        return desk.list(
            "Unsubscribes",
            intro: "Addresses that get no mail to many any more. You can still write to one person by hand.",
            SettingsList(sections: [section]), problem: problem)
    }

    func take(_ form: [String: String]) async throws -> Answer {
        do {
            switch form["do"] {
            case "create":
                try await desk.visitor.post(
                    "unsubscribe/email", JSONObject([("email", JSON(form.typed("email")))]))
            case "delete": try await desk.visitor.delete(["unsubscribe", "email", form["id"] ?? ""])
            default: throw SettingsDesk.unknownWish
            }
            return desk.done("saved")
        } catch let error as AjarError { return try await show(Problem.text(error)) }
    }
}
