import AjarCore
import AjarStore

/// The built-in roles and their permissions (reference 10.7). An admin has all of them without a list.
package enum Roles {
    package static let permissions: [String] = [
        "bulk_delete", "bulk_edit", "bulk_email", "bulk_import", "delete_leads", "delete_own_activities",
        "delete_own_opportunities", "delete_own_tasks", "export", "manage_customizations",
        "manage_group_numbers",
        "manage_organization", "manage_others_activities", "manage_others_opportunities",
        "manage_others_tasks",
        "manage_team_email_templates", "manage_team_smart_views", "merge_leads", "view_all_leads",
    ]

    package static let builtIn: [String: (name: String, permissions: Set<String>)] = [
        "admin": ("Admin", Set(permissions)),
        "superuser": (
            "Super User", Set(permissions).subtracting(["manage_organization", "manage_group_numbers"])
        ),
        "user": (
            "User",
            [
                "bulk_email", "bulk_edit", "delete_own_activities", "delete_own_opportunities",
                "delete_own_tasks",
                "delete_leads", "merge_leads", "view_all_leads", "manage_others_tasks",
            ]
        ),
        "restricteduser": (
            "Restricted User", ["delete_own_activities", "delete_own_tasks", "view_all_leads"]
        ),
    ]

    static func permissions(of role: String, _ organization: Int, _ reader: Reader) throws -> Set<String> {
        if let known = builtIn[role] { return known.permissions }
        let row = try reader.first(
            "SELECT permissions FROM crm_role WHERE organization = \(organization) AND id = \(role)")
        return Set(row?.json("permissions").array?.compactMap(\.string) ?? [])
    }
}
