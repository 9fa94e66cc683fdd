import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/settings/pipelines/`: the stages of opportunities. A section is a pipeline, a row one of its statuses.
struct PipelinesPage: SettingsDesk.Page {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    private static let types: [FormField.Option] = [
        FormField.Option("active", "Active"), FormField.Option("won", "Won"),
        FormField.Option("lost", "Lost"),
    ]
    private static let fields: [FormField] = [
        FormField("label", "Name", isRequired: true),
        FormField("status_type", "What it means", .choice(types), value: "active"),
    ]

    func show() async throws -> Answer { try await show(nil) }

    private func show(_ problem: String?) async throws -> Answer {
        let pipelines = try await desk.visitor.list("pipeline", ["_limit": "100"])
        var sections = pipelines.map { pipeline -> SettingsList.Section in
            let id = pipeline["id"].string ?? ""
            let statuses = pipeline["statuses"].array ?? []
            var section = SettingsList.Section(
                title: pipeline["name"].string,
                rows: statuses.enumerated().map { Self.row($1, at: $0, of: statuses.count) },
                empty: "No status yet.", topic: id)
            section.add = ("Add a status", "Add", Self.fields)
            return section
        }
        let rows = pipelines.map { pipeline in
            SettingsList.Row(
                id: pipeline["id"].string ?? "", title: pipeline["name"].string ?? "",
                fields: [FormField("name", "Name", isRequired: true, value: pipeline["name"])],
                actions: [.delete("Delete the pipeline? It must have no statuses.")])
        }
        sections.append(
            SettingsList.Section(
                title: "Pipelines", rows: rows,
                add: ("Add a pipeline", "Add", [FormField("name", "Name", isRequired: true)]),
                topic: "pipeline"))
        return desk.list(
            "Pipelines",
            intro: "The stages that an opportunity goes through, from left to right on the board.",
            SettingsList(sections: sections), problem: problem)
    }

    private static func row(_ status: JSON, at index: Int, of count: Int) -> SettingsList.Row {
        let type = status["status_type"].string ?? "active"
        var row = SettingsList.Row(
            id: status["id"].string ?? "", title: status["label"].string ?? "",
            tag: type == "active" ? nil : type,
            tone: type == "won" ? "good" : type == "lost" ? "bad" : "", fields: fields.holding(status))
        if index > 0 { row.actions.append(SettingsList.Action(label: "Move up", wish: "up")) }
        if index < count - 1 { row.actions.append(SettingsList.Action(label: "Move down", wish: "down")) }
        row.actions.append(.delete("Delete “\(row.title)”?"))
        return row
    }

    func take(_ form: [String: String]) async throws -> Answer {
        let topic = try PathPart.checked(form["topic"] ?? "")
        do {
            if topic == "pipeline" {
                try await changePipeline(form)
            } else {
                try await changeStatus(form, of: topic)
            }
            return desk.done(form["do"] == "delete" ? "deleted" : "saved")
        } catch let error as AjarError { return try await show(Problem.text(error)) }
    }

    private func changePipeline(_ form: [String: String]) async throws {
        let name = JSONObject([("name", JSON(form.typed("name")))])
        switch form["do"] {
        case "create": try await desk.visitor.post("pipeline", name)
        case "update": try await desk.visitor.put("pipeline/\(try PathPart.checked(form["id"] ?? ""))", name)
        case "delete": try await desk.visitor.delete("pipeline/\(try PathPart.checked(form["id"] ?? ""))")
        default: throw SettingsDesk.unknownWish
        }
    }

    private func changeStatus(_ form: [String: String], of pipeline: String) async throws {
        var body = Self.fields.read(form)
        switch form["do"] {
        case "create":
            body["pipeline_id"] = .string(pipeline)
            try await desk.visitor.post("status/opportunity", body)
        case "update":
            try await desk.visitor.put("status/opportunity/\(try PathPart.checked(form["id"] ?? ""))", body)
        case "delete":
            try await desk.visitor.delete("status/opportunity/\(try PathPart.checked(form["id"] ?? ""))")
        case "up", "down": try await move(form["id"] ?? "", by: form["do"] == "up" ? -1 : 1, in: pipeline)
        default: throw SettingsDesk.unknownWish
        }
    }

    private func move(_ id: String, by step: Int, in pipeline: String) async throws {
        var ids =
            try await desk.visitor.get("pipeline/\(pipeline)")["statuses"].array?.compactMap {
                $0["id"].string
            } ?? []
        guard let index = ids.firstIndex(of: id), ids.indices.contains(index + step) else { return }
        ids.swapAt(index, index + step)
        try await desk.visitor.put(
            "pipeline/\(pipeline)", JSONObject([("statuses", .array(ids.map { ["id": .string($0)] }))]))
    }
}
