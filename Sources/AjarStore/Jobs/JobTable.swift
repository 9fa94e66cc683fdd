/// The table of promised work.
package enum JobTable {
    package static let migrations: [Migration] = [migration, lanes]

    /// States that can't be are refused by the table itself: a final job without its moment, a lease without
    /// a runner.
    private static let migration: Migration = Migration(
        "0000_job",
        [
            """
            CREATE TABLE job (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                kind \(.textType) NOT NULL,
                queue \(.textType) NOT NULL,
                state \(.textType) NOT NULL
                    CHECK (state IN ('available', 'running', 'completed', 'cancelled', 'discarded')),
                priority \(.integerType) NOT NULL DEFAULT 0,
                run_at \(.integerType) NOT NULL,
                attempt \(.integerType) NOT NULL DEFAULT 0,
                max_attempts \(.integerType) NOT NULL CHECK (max_attempts > 0),
                arguments \(.textType) NOT NULL,
                unique_key \(.textType),
                leased_until \(.integerType),
                worker \(.textType),
                created_at \(.integerType) NOT NULL,
                attempted_at \(.integerType),
                finalized_at \(.integerType),
                last_error \(.textType),
                PRIMARY KEY (organization, id),
                CHECK ((finalized_at IS NOT NULL) = (state IN ('completed', 'cancelled', 'discarded'))),
                CHECK ((leased_until IS NOT NULL) = (state = 'running')),
                CHECK ((worker IS NOT NULL) = (state = 'running'))
            )\(.tableEnding)
            """,
            """
            CREATE INDEX job_claim ON job (queue, priority, run_at, id)
            WHERE state = 'available'
            """,
            """
            CREATE UNIQUE INDEX job_unique ON job (organization, kind, unique_key)
            WHERE finalized_at IS NULL AND unique_key IS NOT NULL
            """,
            """
            CREATE INDEX job_lease ON job (leased_until)
            WHERE state = 'running'
            """,
            """
            CREATE INDEX job_final ON job (state, finalized_at)
            WHERE finalized_at IS NOT NULL
            """,
        ])

    /// Jobs of one lane wait for the same thing outside, such as one mail server: when it stalls, only they
    /// do. The empty lane has no such thing.
    private static let lanes: Migration = Migration(
        "0004_job_lane",
        [
            "ALTER TABLE job ADD COLUMN lane \(.textType) NOT NULL DEFAULT ''",
            """
            CREATE INDEX job_lane ON job (queue, lane, run_at, id)
            WHERE state = 'available'
            """,
        ])
}
