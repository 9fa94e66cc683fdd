package import AjarCore
package import AjarStore

package typealias Rule = @Sendable (inout Change, WriteContext) throws -> Void
/// What happens besides: rows in the same transaction. The change is made by then.
package typealias Effect = @Sendable (Change, WriteContext) throws -> Void

/// What a resource is. Routes, checks, lists, events and the description of the API follow from this value
/// alone.
package final class Resource: Sendable {
    /// `activity/email`
    package let path: String
    /// `Email`: how an error calls it.
    package let model: String
    package let id: IDShape
    package let table: String
    package let layout: Layout
    package let operations: Operations
    package let manners: Manners
    package let permissions: Permissions
    package let events: Events
    package let transitions: Transitions?
    package let list: ListRules
    /// Columns that are the same in all its rows, where several resources share a table.
    package let constants: [(name: String, value: Value)]
    /// Whose custom fields its records have.
    package let customFields: CustomTarget?
    /// The index table of their values, where there is one.
    package let customIndex: ValueIndex?
    package let rules: [Rule]
    package let effects: [Effect]
    package let loads: [Load]
    /// What a plain answer has, worked out once: events and answers ask for it all the time.
    package let plain: Renderer
    /// What an event keeps of it, and what of that must be looked up.
    let told: Renderer
    let toldNames: Set<String>
    /// All columns.
    let whole: Excerpt
    /// `INSERT INTO "table" ("organization", …) VALUES (`
    let insertion: String

    package init(
        _ path: String, model: String, id: IDShape, table: String, extends base: [any FieldDeclaration] = [],
        fields: [any FieldDeclaration], operations: Operations = .all, manners: Manners = .classic,
        permissions: Permissions = Permissions(), events: Events = .none, transitions: Transitions? = nil,
        list: ListRules = ListRules(), constants: [(name: String, value: Value)] = [],
        customFields: CustomTarget? = nil,
        customIndex: ValueIndex? = nil,
        rules: [Rule] = [], effects: [Effect] = [], loads: [Load] = []
    ) {
        self.path = path
        self.model = model
        self.id = id
        self.table = table
        var specs: [FieldSpec] = [Plain("id", .text(), writable: .never, filter: .id).spec]
        specs += base.map(\.spec)
        specs += fields.map(\.spec)
        if customFields != nil { specs.append(CustomFields.column) }
        layout = Layout(specs)
        self.operations = operations
        self.manners = manners
        self.permissions = permissions
        self.events = events
        self.transitions = transitions
        self.list = list
        self.constants = constants
        self.customFields = customFields
        self.customIndex = customIndex
        self.rules = rules
        self.effects = effects
        self.loads = loads
        plain = Renderer(layout, manners.dates, fields: nil)
        let derived = Set(events.derived.map(\.name))
        let columns = Set(layout.stored.map { [layout] in layout.specs[$0].name })
        told = Renderer(layout, manners.dates, fields: nil, without: derived.subtracting(columns))
        toldNames = told.names.subtracting(derived)
        whole = Excerpt(layout, table: table)
        let names =
            ["organization"] + constants.map(\.name) + layout.stored.map { [layout] in layout.specs[$0].name }
        insertion =
            "INSERT INTO \"\(table)\" (\(names.map { "\"\($0)\"" }.joined(separator: ", "))) VALUES ("
    }
}

/// The plain operations that a resource offers.
package struct Operations: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let list: Self = Self(rawValue: 1)
    package static let create: Self = Self(rawValue: 2)
    package static let get: Self = Self(rawValue: 4)
    package static let update: Self = Self(rawValue: 8)
    package static let delete: Self = Self(rawValue: 16)
    package static let bulkUpdate: Self = Self(rawValue: 32)
    package static let all: Self = [.list, .create, .get, .update, .delete]
}

/// The two families of the API differ in status codes and in how they print a moment (reference 0, 2.8, 3.2).
package struct Manners: Sendable {
    package var created: Int
    package var deleted: Int
    package var dates: Timestamp.Style

    package init(created: Int, deleted: Int, dates: Timestamp.Style) {
        self.created = created
        self.deleted = deleted
        self.dates = dates
    }

    package static let classic: Manners = Manners(created: 200, deleted: 200, dates: .classic)
    package static let newer: Manners = Manners(created: 201, deleted: 204, dates: .naive)
}

/// How a resource is listed.
package struct ListRules: Sendable {
    package enum Total: Sendable { case never, always, whenQueried }

    package var maxLimit: Int
    /// Ends in `id`, so that pages don't overlap.
    package var order: String
    /// What `_order_by` may ask for, and its columns; everything else is ignored.
    package var orders: [String: String]
    package var total: Total
    /// Filters that are more than a column.
    package var filters: [String: NamedFilter]
    /// Filters that an index of their own answers.
    package var indexed: [String: IndexedFilter]
    /// Conditions that depend on the whole query: defaults, required combinations.
    package var scope: (@Sendable (ListQuery, ReadContext) throws -> SQL?)?
    /// Members beside `data`, for the same rows.
    package var extras: (@Sendable (ListQuery, _ condition: SQL, ReadContext) throws -> JSONObject)?
    /// An answer of another shape, for parameters that ask for one; nil where they don't.
    package var instead: (@Sendable (ListQuery, _ condition: SQL, ReadContext) throws -> JSON?)?
    /// An order that other parameters than `_order_by` ask for.
    package var orderFrom: (@Sendable (Parameters) -> String?)?

    package typealias IndexedFilter = @Sendable (String, ReadContext) throws -> [Condition]
    package typealias NamedFilter = @Sendable (String, ReadContext) throws -> SQL?

    package init(
        maxLimit: Int = 100, order: String = "\"date_created\" DESC, \"id\" DESC",
        orders: [String: String] = [:],
        total: Total = .never, filters: [String: NamedFilter] = [:],
        indexed: [String: IndexedFilter] = [:],
        scope: (@Sendable (ListQuery, ReadContext) throws -> SQL?)? = nil,
        extras: (@Sendable (ListQuery, SQL, ReadContext) throws -> JSONObject)? = nil,
        instead: (@Sendable (ListQuery, SQL, ReadContext) throws -> JSON?)? = nil,
        orderFrom: (@Sendable (Parameters) -> String?)? = nil
    ) {
        self.maxLimit = maxLimit
        self.order = order
        self.orders = orders
        self.total = total
        self.filters = filters
        self.indexed = indexed
        self.scope = scope
        self.extras = extras
        self.instead = instead
        self.orderFrom = orderFrom
    }
}

/// What a client may make of a state. Workers have their own door.
package struct Transitions: Sendable {
    let field: String
    let allowed: [String: Set<String>]

    package init<State: StringEnum>(_ field: Field<State>, _ allowed: [State: [State]]) {
        self.field = field.spec.name
        self.allowed = Dictionary(
            uniqueKeysWithValues: allowed.map { ($0.rawValue, Set($1.map(\.rawValue))) })
    }
}

/// Fills fields that have no column, for all records of an answer at once.
package struct Load: Sendable {
    let fields: [String]
    let run: @Sendable (inout [Record], ReadContext) throws -> Void

    package init(_ fields: [String], _ run: @escaping @Sendable (inout [Record], ReadContext) throws -> Void)
    {
        self.fields = fields
        self.run = run
    }
}

/// The events that a change of a resource writes.
package struct Events: Sendable {
    let objectType: (@Sendable (Record) -> String)?
    /// Actions beside created, updated and deleted.
    let more: @Sendable (Change) -> [String]
    /// What an event doesn't keep, because it follows from what it keeps: long texts would be written twice.
    /// Whoever shows the event works it out. A field with a column is kept where the column holds something.
    package let derived: [Derived]

    package struct Derived: Sendable {
        package let name: String
        package let source: String
        package let make: @Sendable (JSON) -> JSON

        package init(_ name: String, from source: String, _ make: @escaping @Sendable (JSON) -> JSON) {
            self.name = name
            self.source = source
            self.make = make
        }
    }

    package init(
        _ objectType: @escaping @Sendable (Record) -> String,
        more: @escaping @Sendable (Change) -> [String] = { _ in [] }, derived: [Derived] = []
    ) {
        self.objectType = objectType
        self.more = more
        self.derived = derived
    }

    /// What the event log calls such an object; nil when it doesn't tell of it.
    package func name(of record: Record) -> String? { objectType?(record) }

    private init() {
        objectType = nil
        more = { _ in [] }
        derived = []
    }

    package static let none: Events = Events()

    package static func named(
        _ objectType: String, more: @escaping @Sendable (Change) -> [String] = { _ in [] },
        derived: [Derived] = []
    ) -> Events {
        Events({ _ in objectType }, more: more, derived: derived)
    }
}
