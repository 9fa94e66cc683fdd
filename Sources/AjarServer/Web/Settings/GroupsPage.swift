import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/settings/groups/`: teams, and who is in them.
struct GroupsPage: SettingsDesk.Page {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    func show() async throws -> Answer { try await show(nil) }

    private func show(_ problem: String?) async throws -> Answer {
        let people = try await desk.visitor.users()
        var rows: [SettingsList.Row] = []
        for short in try await desk.visitor.list("group", ["_limit": "100"]) {
            rows.append(Self.row(try await desk.visitor.get("group/\(short["id"].string ?? "")"), people))
        }
        let section = SettingsList.Section(
            rows: rows, empty: "No group yet. A group stands for its members wherever a user can be chosen.",
            add: ("Add a group", "Add", Self.fields(people)))
        return desk.list(
            "Groups", intro: "Teams, by which lists and reports can be filtered.",
            SettingsList(sections: [section]), problem: problem)
    }

    private static func fields(_ people: [FormField.Option]) -> [FormField] {
        [FormField("name", "Name", isRequired: true), FormField("members", "Members", .many(people))]
    }

    private static func row(_ group: JSON, _ people: [FormField.Option]) -> SettingsList.Row {
        let members = members(of: group)
        let names = people.filter { members.contains($0.value) }.map(\.label)
        var row = SettingsList.Row(
            id: group["id"].string ?? "", title: group["name"].string ?? "",
            detail: names.isEmpty ? "Nobody yet" : names.joined(separator: ", "))
        row.fields = fields(people).holding([
            "name": group["name"], "members": .array(members.sorted().map(JSON.string)),
        ])
        row.actions = [.delete("Delete “\(row.title)”? Its members stay.")]
        return row
    }

    private static func members(of group: JSON) -> Set<String> {
        Set(group["members"].array?.compactMap { $0["user_id"].string } ?? [])
    }

    func take(_ form: [String: String]) async throws -> Answer {
        do {
            let name = JSONObject([("name", JSON(form.typed("name")))])
            switch form["do"] {
            case "create":
                try await choose(form, of: try await desk.visitor.post("group", name))
            case "update":
                let path = "group/\(try PathPart.checked(form["id"] ?? ""))"
                try await desk.visitor.put(path, name)
                try await choose(form, of: try await desk.visitor.get(path))
            case "delete": try await desk.visitor.delete("group/\(try PathPart.checked(form["id"] ?? ""))")
            default: throw SettingsDesk.unknownWish
            }
            return desk.done(form["do"] == "delete" ? "deleted" : "saved")
        } catch let error as AjarError { return try await show(Problem.text(error)) }
    }

    /// Lets in who was ticked and isn't in, and out who is in and wasn't.
    private func choose(_ form: [String: String], of group: JSON) async throws {
        let old = Self.members(of: group)
        let path = "group/\(group["id"].string ?? "")/member"
        for user in try await desk.visitor.users().map(\.value) {
            let isChosen = form["members:\(user)"] != nil
            if isChosen, !old.contains(user) {
                try await desk.visitor.post(path, JSONObject([("user_id", .string(user))]))
            } else if !isChosen, old.contains(user) {
                try await desk.visitor.delete("\(path)/\(user)")
            }
        }
    }
}

extension Visitor {
    /// Who works here, by id and name.
    func users() async throws -> [FormField.Option] {
        try await list("user", ["_limit": "200", "_fields": "id,first_name,last_name,email"]).map { user in
            let name = "\(user["first_name"].string ?? "") \(user["last_name"].string ?? "")".trimmed
            return FormField.Option(
                user["id"].string ?? "", name.isEmpty ? user["email"].string ?? "" : name)
        }
    }
}
