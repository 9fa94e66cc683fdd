import AjarCore
import AjarResource
import AjarStore

/// How a call or a meeting ended, in the organization's own words.
enum CallOutcome {
    private static let type: Field<String> = Field(
        "type", .choice(["custom", "vm-dropped"]), standard: "custom")

    static let resource: Resource = Resource(
        "outcome", model: "Outcome", id: .short("outcome"), table: "outcome", extends: Audit.classic,
        fields: [
            Plain("name", .text(max: 255), required: true), Plain("description", .text(max: 1000)), type,
            Plain.derived("applies_to", .json, standard: []),
        ],
        manners: Manners(created: 201, deleted: 200, dates: .classic),
        permissions: Permissions(write: .customizations),
        loads: [
            // Nobody chooses where an outcome applies: its type says so.
            Load(["applies_to"]) { records, _ in
                for index in records.indices {
                    records[index]["applies_to"] =
                        records[index][type] == "custom" ? ["calls", "meetings"] : ["calls"]
                }
            }
        ])
}
