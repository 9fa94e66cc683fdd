import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

/// Values that nobody means well with, in every field and every filter that is declared: kept as they came,
/// or refused with a reason. Never a failure of ours, on either database.
@Suite struct HostileValueTests {
    private static let deep: JSON = (0..<60).reduce(JSON.string("x")) { inner, _ in .array([inner]) }

    private static let values: [JSON] = [
        .null, true, 0, -1, .int(.max), .int(.min), .double(1e308), .double(-0.0), .double(0.1), "", " ",
        "\u{0}", "a\u{0}b",
        "'", "'; DROP TABLE lead; --", "%", "_", "\\", "\"", "{{", "{% include 'x' %}", "{{ lead.name",
        "<script>alert(1)</script>",
        "\r\nBcc: x@y.test", "\u{202E}txt", "\u{FEFF}", "\u{FFFD}", "e\u{301}\u{301}\u{301}", "👩‍👩‍👧‍👦",
        .string(String(repeating: "a", count: 70_000)),
        .string(String(repeating: "é", count: 1001)), "9999-12-31T23:59:59+14:00", "0000-00-00", "2026-02-30",
        "-1e400",
        "http://[::1", "http://a..b/", "javascript:alert(1)", "ada@", "@", "a@b@c", "+49 30 1", "lead_x",
        "../../etc/passwd",
        [], [nil], [[]], [["a": nil]], ["a", 1, nil, true], .array(Array(repeating: "x", count: 1500)), [:],
        ["": ""],
        ["__proto__": 1], ["a\u{0}": 1], ["type": "x", "email": "x"], Self.deep,
    ]

    @Test(arguments: Backend.available)
    func `no value in any field is a failure of ours`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let tenant = try await Tenant(bench.admin, bench)
            var asked = 0
            for resource in bench.engine.resources.all {
                guard let id = tenant.made(resource) else { continue }
                for field in resource.layout.specs {
                    for step in 0..<4 {
                        let value = Self.values[(asked + step * 13) % Self.values.count]
                        await expectNoFailure(bench, .put, "\(resource.path)/\(id)", [field.name: value])
                        await expectNoFailure(bench, .post, resource.path, [field.name: value])
                        asked += 2
                    }
                }
            }
            #expect(asked > 1000)
            // What was kept can be read again, all of it.
            for resource in bench.engine.resources.all where resource.operations.contains(.list) {
                await expectNoFailure(bench, .get, resource.path, nil, ["_fields": "_all"])
            }
        }
    }

    @Test(arguments: Backend.available)
    func `no value in any filter is a failure of ours`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let texts = Self.values.compactMap(\.string).filter { $0.utf8.count < 8000 }
            var asked = 0
            for resource in bench.engine.resources.all where resource.operations.contains(.list) {
                let names = resource.layout.specs.flatMap { field in
                    ["", "__in", "__gt", "__lte", "__isnull", "__contains"].map { field.name + $0 }
                }
                for name in names + ["query", "_order_by", "_fields", "_skip", "_limit", "_cursor"] {
                    await expectNoFailure(bench, .get, resource.path, nil, [name: texts[asked % texts.count]])
                    asked += 1
                }
            }
            #expect(asked > 1000)
        }
    }

    /// Kinds by themselves: what a kind takes is the same after a stay in its column.
    @Test func `what a kind keeps comes back from its column`() async throws {
        try await Workbench.with(.sqlite) { bench in
            var kept = 0
            for field in bench.engine.resources.all.flatMap(\.layout.specs) {
                for value in Self.values where !value.isNull {
                    do throws(FieldErrors.Problem) {
                        let parsed = try field.kind.parse(value)
                        #expect(
                            field.kind.storage.value(field.kind.storage.column(parsed)) == parsed,
                            "\(field.name) of kind \(field.kind.name): \(value.text)")
                        kept += 1
                    } catch {}
                }
            }
            #expect(kept > 1000)
        }
    }

    private func expectNoFailure(
        _ bench: Workbench, _ method: AjarResource.Method, _ path: String, _ body: JSON?,
        _ parameters: [String: String] = [:]
    ) async {
        do {
            let answer = try await bench.ask(method, path, body, as: nil, parameters)
            #expect(
                answer.status < 500,
                "\(method) \(path) \(body?.text.prefix(200) ?? "") \(parameters): \(answer.json.text)")
        } catch StoreError.violated(let constraint) where constraint.hasPrefix("text without NUL") {
            // HTTP tells this one as 400.
        } catch {
            Issue.record("\(method) \(path) \(body?.text.prefix(200) ?? "") \(parameters): \(error)")
        }
    }
}
