import AjarStore

extension Migrations {
    /// Imports and exports: how far each has come, so that it goes on there after a crash.
    static let transfers: Migration = Migration(
        id: "0066_transfers",
        statements: [
            """
            CREATE TABLE lead_import (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                file_id \(.textType) NOT NULL,
                filename \(.textType) NOT NULL,
                mapping \(.textType) NOT NULL,
                duplicates \(.textType) NOT NULL,
                status \(.textType) NOT NULL,
                position \(.integerType) NOT NULL,
                total_bytes \(.integerType) NOT NULL,
                rows_read \(.integerType) NOT NULL,
                leads_created \(.integerType) NOT NULL,
                leads_updated \(.integerType) NOT NULL,
                rows_skipped \(.integerType) NOT NULL,
                rows_failed \(.integerType) NOT NULL,
                error \(.textType),
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType),
                PRIMARY KEY (organization, id)
            )
            """,
            """
            CREATE TABLE lead_import_error (
                organization \(.integerType) NOT NULL,
                import_id \(.textType) NOT NULL,
                line \(.integerType) NOT NULL,
                message \(.textType) NOT NULL,
                PRIMARY KEY (organization, import_id, line)
            )
            """,
        ])
}
