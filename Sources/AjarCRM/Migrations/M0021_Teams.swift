import AjarStore

extension Migrations {
    /// Groups, roles of one's own, and who may send in whose name.
    static let teams: Migration = Migration(
        id: "0021_teams",
        statements: [
            """
            CREATE TABLE crm_group (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                name_key \(.textType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                PRIMARY KEY (organization, id),
                UNIQUE (organization, name_key)
            )
            """,
            """
            CREATE TABLE crm_group_member (
                organization \(.integerType) NOT NULL,
                group_id \(.textType) NOT NULL,
                user_id \(.textType) NOT NULL,
                PRIMARY KEY (organization, group_id, user_id)
            )
            """,
            "CREATE INDEX crm_group_member_user ON crm_group_member (organization, user_id)",
            """
            CREATE TABLE crm_role (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                name_key \(.textType) NOT NULL,
                permissions \(.textType) NOT NULL,
                editable \(.integerType) NOT NULL,
                visibility_user_lcf_ids \(.textType) NOT NULL,
                visibility_user_lcf_behavior \(.textType),
                position \(.integerType) NOT NULL,
                PRIMARY KEY (organization, id),
                UNIQUE (organization, name_key)
            )
            """,
            """
            INSERT INTO crm_role (organization, id, name, name_key, permissions, editable, visibility_user_lcf_ids, position)
            SELECT organization.organization, built_in.id, built_in.name, built_in.name_key, '[]', 0, '[]', built_in.position
            FROM organization
            CROSS JOIN (
                SELECT 'admin' AS id, 'Admin' AS name, 'admin' AS name_key, 0 AS position
                UNION ALL SELECT 'superuser', 'Super User', 'super user', 1
                UNION ALL SELECT 'user', 'User', 'user', 2
                UNION ALL SELECT 'restricteduser', 'Restricted User', 'restricted user', 3
            ) AS built_in
            """,
            """
            CREATE TABLE send_as (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                allowing_user_id \(.textType) NOT NULL,
                allowed_user_id \(.textType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                PRIMARY KEY (organization, id),
                UNIQUE (organization, allowing_user_id, allowed_user_id)
            )
            """,
            "CREATE INDEX send_as_allowed ON send_as (organization, allowed_user_id)",
        ])
}
