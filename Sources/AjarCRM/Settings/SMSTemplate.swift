import AjarCore
import AjarResource
import AjarStore

/// A reusable text message, with tags that are filled for each lead.
enum SMSTemplate {
    static let resource: Resource = Resource(
        "sms_template", model: "SMSTemplate", id: .short("smstmpl"), table: "sms_template",
        extends: Audit.classic,
        fields: [
            Plain("name", .text(max: 255), required: true), Plain("text", .text(max: 10_000), standard: ""),
            Plain("is_shared", .bool, standard: false, filter: .exact),
            Plain("status", .choice(["active", "archived"]), standard: "active", filter: .exact),
            Plain("attachments", .list(.attachment, max: 10), standard: []),
        ],
        manners: .newer,
        permissions: Permissions(
            read: .shared(flag: "is_shared", owner: "created_by"),
            write: .owner("created_by", or: "manage_team_email_templates")),
        events: .named("sms_template"))
}
