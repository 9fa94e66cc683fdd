import AjarCore
import AjarResource
import AjarStore

/// What somebody wrote down about a lead.
enum Note {
    static let text: Field<String> = Field("note", .text(max: 1_048_576), standard: "")
    static let html: Field<String> = Field("note_html", .html, standard: .string(RichText.empty))
    static let pinned: Field<Bool> = Field("pinned", .bool, standard: false)
    static let pinnedAt: Field<Timestamp?> = Field("pinned_at", .timestamp, writable: .never)

    static let resource: Resource = Resource(
        "activity/note", model: "Note", id: .classic("acti"), table: "note", extends: Activity.base("Note"),
        fields: [text, html, Plain("title", .text(max: 1000)), pinned, pinnedAt, Activity.attachments],
        permissions: Activity.permissions, events: .named("activity.note"), list: Activity.list,
        rules: [Activity.fillIn, RichText.rule(text.name, html.name), pin, Activity.keepAttachments],
        loads: Activity.loads)

    @Sendable private static func pin(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.changes(pinned) else { return }
        change.new[pinnedAt] = change.new[pinned] ? context.now : nil
    }
}
