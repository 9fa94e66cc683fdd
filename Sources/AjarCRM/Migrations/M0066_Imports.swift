import AjarStore

extension Migrations {
    /// Imports: how far each has come, so that it goes on there after a crash.
    static let imports: Migration = Migration(
        id: "0066_imports",
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
            // Rows of one file with the same company become one lead, whatever batch they are in.
            """
            CREATE TABLE lead_import_name (
                organization \(.integerType) NOT NULL,
                import_id \(.textType) NOT NULL,
                name_key \(.textType) NOT NULL,
                lead_id \(.textType) NOT NULL,
                PRIMARY KEY (organization, import_id, name_key)
            )
            """,
            """
            CREATE TABLE lead_import_error (
                organization \(.integerType) NOT NULL,
                import_id \(.textType) NOT NULL,
                row_number \(.integerType) NOT NULL,
                message \(.textType) NOT NULL,
                PRIMARY KEY (organization, import_id, row_number)
            )
            """,
        ])
}
