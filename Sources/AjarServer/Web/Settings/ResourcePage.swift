import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// A page over plain resources of the API: their lists, and forms that make, change and delete. Those that
/// are nothing more are rows of a table.
struct ResourcePage: Sendable {
    let title: String
    let intro: String
    /// The lists of the page.
    let topics: @Sendable (Visitor) async throws -> [ResourceTopic]

    init(
        _ title: String, intro: String,
        topics: @escaping @Sendable (Visitor) async throws -> [ResourceTopic]
    ) {
        self.title = title
        self.intro = intro
        self.topics = topics
    }

    /// One list, known beforehand.
    init(_ title: String, intro: String, _ topic: ResourceTopic) {
        self.init(title, intro: intro) { _ in [topic] }
    }
}

/// One list of a page, and what its forms have.
struct ResourceTopic: Sendable {
    let path: String
    /// What all objects of the list have: asked for in the query, and given to new ones.
    var constants: [(name: String, value: String)] = []
    var title: String?
    var intro: String?
    var empty: String
    var add: String?
    let fields: [FormField]
    /// The fields of what exists already, where they are others than those of something new.
    var changing: [FormField]?
    var query: [(name: String, value: String)] = []
    let row: @Sendable (JSON) -> SettingsList.Row

    /// Tells the lists of one page apart.
    fileprivate var key: String { ([path] + constants.map(\.value)).joined(separator: " ") }
}

/// Shows such a page, and takes its forms.
struct ResourceDesk: SettingsDesk.Page {
    let desk: SettingsDesk
    let page: ResourcePage

    func show() async throws -> Answer { try await show(problem: nil, [:]) }

    /// With a problem, the form is shown as it was sent.
    private func show(problem: String?, _ form: [String: String]) async throws -> Answer {
        var sections: [SettingsList.Section] = []
        for topic in try await page.topics(desk.visitor) {
            var section = SettingsList.Section(
                title: topic.title, intro: topic.intro, rows: try await rows(topic), empty: topic.empty,
                topic: topic.key)
            if let add = topic.add {
                let isAdding = form["topic"] == topic.key && form["do"] == "create"
                let fields = isAdding ? topic.fields.holding(.object(topic.fields.read(form))) : topic.fields
                section.add = (add, "Add", fields)
                section.isOpen = isAdding
            }
            sections.append(section)
        }
        return desk.list(page.title, intro: page.intro, SettingsList(sections: sections), problem: problem)
    }

    private func rows(_ topic: ResourceTopic) async throws -> [SettingsList.Row] {
        let parameters = Parameters(topic.constants + topic.query + [(name: "_limit", value: "100")])
        return try await desk.visitor.get(topic.path, all: parameters)["data"].array?.map { object in
            var row = topic.row(object)
            row.id = object["id"].string ?? row.id
            if !row.isFixed {
                row.fields = (topic.changing ?? topic.fields).holding(object)
                row.actions = [.delete("Delete “\(row.title)”?")]
            }
            return row
        } ?? []
    }

    func take(_ form: [String: String]) async throws -> Answer {
        let topics = try await page.topics(desk.visitor)
        guard let topic = topics.first(where: { $0.key == form["topic"] }) else {
            throw SettingsDesk.unknownWish
        }
        do {
            switch form["do"] {
            case "create":
                var body = topic.fields.read(form)
                for (name, value) in topic.constants { body[name] = .string(value) }
                try await desk.visitor.post(topic.path, body)
            case "update":
                try await desk.visitor.put(
                    "\(topic.path)/\(try PathPart.checked(form["id"] ?? ""))",
                    (topic.changing ?? topic.fields).read(form))
            case "delete":
                try await desk.visitor.delete("\(topic.path)/\(try PathPart.checked(form["id"] ?? ""))")
            default: throw SettingsDesk.unknownWish
            }
        } catch let error as AjarError {
            return try await show(problem: Problem.text(error), form)
        }
        return desk.done(form["do"] == "delete" ? "deleted" : "saved")
    }
}
