import AjarCore
import AjarResource
import AjarStore

/// A resource small enough to test the engine with: things that have a name, a colour and an owner.
enum Thing {
    enum Colour: String, StringEnum { case red, green }

    static let name: Field<String> = Field("name", .text(max: 10), required: true, standard: "")
    static let colour: Field<Colour> = Field("colour", .choice(of: Colour.self), standard: "red", filter: .id)

    static let resource: Resource = Resource(
        "thing", model: "Thing", id: .classic("thin"), table: "thing",
        fields: [
            name, colour,
            Plain("weight", .int(0...100), filter: [.exact, .range]),
            Plain("tags", .list(.text(max: 3)), standard: []),
            Plain("is_shared", .bool, standard: false),
            Plain.kept("owner", .text()),
            Plain.kept("date_created", .timestamp, filter: .range), Plain.kept("date_updated", .timestamp),
            Plain("secret", .text(), writable: .never, shown: false),
            Plain.derived("shout", .text()),
        ],
        permissions: Permissions(
            read: .shared(flag: "is_shared", owner: "owner"), write: .owner("owner", or: "rule_all")),
        events: .named("thing"),
        transitions: Transitions(colour, [.red: [.green]]),
        list: ListRules(maxLimit: 50, orders: ["name": "\"name\", \"id\""], total: .always),
        rules: [
            { change, context in
                if change.isCreation { change.new["owner"] = JSON(context.caller.userID?.text) }
                if change.new[name] == "cursed" { change.refuse("name", "This name is cursed.") }
            }
        ],
        loads: [
            Load(["shout"]) { records, _ in
                for index in records.indices {
                    records[index]["shout"] = .string(records[index][name].uppercased())
                }
            }
        ])

    static let tables: [Migration] =
        JobTable.migrations + [
            Migration(
                id: "thing",
                statements: [
                    """
                    CREATE TABLE thing (organization INTEGER, id TEXT, name TEXT, colour TEXT, weight INTEGER, tags TEXT,
                        is_shared INTEGER, owner TEXT, secret TEXT, date_created INTEGER, date_updated INTEGER,
                        PRIMARY KEY (organization, id))
                    """,
                    """
                    CREATE TABLE event (organization INTEGER, id TEXT, object_type TEXT, object_id TEXT, lead_id TEXT, user_id TEXT,
                        action TEXT, changed_fields TEXT, data TEXT, previous_data TEXT, meta TEXT, request_id TEXT, api_key_id TEXT,
                        oauth_client_id TEXT, oauth_scope TEXT, date_created INTEGER, date_updated INTEGER,
                        PRIMARY KEY (organization, id))
                    """,
                ])
        ]
}

/// The engine on a database of its own, with a clock that the test turns.
struct ThingBench: Sendable {
    let api: API
    let clock: ManualClock
    let ann: Caller
    let bob: Caller
    /// Of another organization.
    let eve: Caller

    static func with(_ body: (ThingBench) async throws -> Void) async throws {
        let clock = ManualClock(Timestamp(micros: 1_790_000_000_000_000))
        let store = Store(
            driver: try SQLiteDriver.temporary(), environs: Environs(clock: clock.clock, random: .system))
        try await Migrator(store).migrate(Thing.tables)
        func caller(_ organization: Int, _ user: String) -> Caller {
            Caller(organization: organization, organizationID: ID("orga_\(organization)"), userID: ID(user))
        }
        try await body(
            ThingBench(
                api: API(engine: Engine(store: store, resources: Resources([Thing.resource]))), clock: clock,
                ann: caller(1, "user_ann"), bob: caller(1, "user_bob"), eve: caller(2, "user_eve")))
        await store.close()
    }

    func ask(
        _ method: AjarResource.Method, _ path: String, _ body: JSON? = nil, _ query: [String: String] = [:],
        as caller: Caller? = nil
    ) async throws -> JSON {
        let answer = try await api.answer(
            APIRequest(
                method, path.split(separator: "/").map(String.init),
                parameters: Parameters(query.map { (name: $0, value: $1) }),
                body: body?.object, caller: caller ?? ann))
        return try JSONParser.parse(answer.body)
    }

    func events() async throws -> [JSON] {
        try await api.engine.store.read { reader in
            try reader.rows("SELECT * FROM event ORDER BY date_updated, date_created, id").map { row in
                [
                    "action": .string(row.text("action")), "changed": row.json("changed_fields"),
                    "previous": row.json("previous_data"), "data": row.json("data"),
                ]
            }
        }
    }
}
