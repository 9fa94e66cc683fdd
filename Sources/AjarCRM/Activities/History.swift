import AjarCore
import AjarResource
import AjarStore

/// How a lead came to be. Written once, with the lead.
enum CreatedActivity {
    static let resource: Resource = Resource(
        "activity/created", model: "Created", id: .classic("acti"), table: "lead_created",
        extends: Activity.base("Created"),
        fields: [Plain.kept("source", .text(), standard: "api")],
        operations: [.list, .get], permissions: Permissions(read: .ofVisibleLeads, write: .nobody),
        list: Activity.list,
        rules: [Activity.fillIn], loads: Activity.loads)

    @Sendable static func write(_ change: Change, _ context: WriteContext) throws {
        guard change.isCreation else { return }
        try context.create(resource) { activity in
            activity[Activity.leadID] = change.id.text
            activity[Activity.userID] = context.caller.userID?.text
            activity["source"] = change.new["source"].isNull ? "api" : change.new["source"]
        }
    }
}

/// A task that was done. It goes when the task is taken up again.
enum TaskCompleted {
    static let resource: Resource = Resource(
        "activity/task_completed", model: "TaskCompleted", id: .classic("acti"), table: "task_completed",
        extends: Activity.base("TaskCompleted"),
        fields: [
            Plain.kept("task_id", .text(), filter: .id), Plain.kept("task_text", .text(), standard: ""),
            Plain.kept("task_assigned_to", .text(), filter: .id), Plain.derived("task_assigned_to_name"),
        ],
        operations: [.list, .get, .delete], permissions: Activity.permissions,
        events: .named("activity.task_completed"),
        list: Activity.list, rules: [Activity.fillIn],
        loads: Activity.loads + [.userNames(["task_assigned_to": "task_assigned_to_name"])])
}

/// What somebody filled into a form. Forms elsewhere bring theirs through a POST of ours.
enum FormSubmission {
    static let resource: Resource = Resource(
        "activity/form_submission", model: "FormSubmission", id: .classic("acti"), table: "form_submission",
        extends: Activity.base("FormSubmission"),
        fields: [
            Plain("form_id", .text(max: 100), writable: .onCreate, required: true, filter: .id),
            Plain("form_configuration_id", .text(max: 100), writable: .onCreate, standard: ""),
            Plain("form_name", .text(max: 500), writable: .onCreate),
            Plain("ip_address", .text(max: 60), writable: .onCreate),
            Plain("origin", .text(max: 500), writable: .onCreate),
            Plain("source_url", .text(max: 2000), writable: .onCreate),
            Plain.kept("source_url_normalized", .text()),
            Plain("values", .object, writable: .onCreate, standard: [:]),
            Plain("values_by_name", .object, writable: .onCreate, standard: [:]),
        ],
        operations: [.list, .get, .delete], permissions: Activity.permissions,
        events: .named("activity.form_submission"),
        list: Activity.list, rules: [Activity.fillIn, normalizeURL], loads: Activity.loads)

    /// Without what follows the path, so that visits from different campaigns count as one page.
    @Sendable private static func normalizeURL(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isCreation, let url = change.new["source_url"].string else { return }
        change.new["source_url_normalized"] = .string(String(url.prefix { $0 != "?" && $0 != "#" }))
    }

    /// Clients that don't know this operation are told, as ever, that there is none.
    static let endpoints: [Endpoint] = [
        Endpoint(.post, "activity/form_submission", "Record what a form elsewhere received") {
            request, engine in
            guard let body = request.body, body["form_id"] != nil else { throw API.noMethod }
            let (_, answer) = try await engine.create(resource, body, fields: request.fields, request.caller)
            return APIAnswer(body: answer)
        }
    ]
}

extension FieldKind {
    /// An object whose members nobody here reads.
    static let object: FieldKind = FieldKind(
        "object", storage: .json, schema: ["type": "object"], filterValue: { _ in nil }
    ) {
        value throws(Problem) in
        guard value.object != nil else { throw .type("dict") }
        return try FieldKind.json.parse(value)
    }
}
