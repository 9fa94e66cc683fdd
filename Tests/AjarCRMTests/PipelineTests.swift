import AjarCore
import AjarResource
import AjarTestKit
import Testing

@Suite struct PipelineTests {
    @Test(arguments: Backend.available)
    func `statuses come nested, get their order, and move in from elsewhere`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let made = try await bench.post(
                "pipeline",
                [
                    "name": "Full",
                    "statuses": [
                        ["label": "Open", "type": "active"], ["label": "Done", "status_type": "won"],
                    ],
                ])
            let own = made["statuses"].array ?? []
            #expect(own.map { $0["label"] } == ["Open", "Done"])
            #expect(own.map { $0["type"] } == ["active", "won"])
            let all = try await bench.get("status/opportunity")["data"].array ?? []
            #expect(all.map { $0["label"] } == ["Active", "Won", "Lost", "Open", "Done"])
            let path = "pipeline/\(made["id"].string ?? "")"
            let order: JSON = .array([all[2], own[1]].map { ["id": $0["id"]] })
            let after = try await bench.put(path, ["statuses": order])
            #expect(after["statuses"].array?.map { $0["label"] } == ["Lost", "Done", "Open"])
            let sales = try await bench.get("pipeline")["data"].array?.first ?? .null
            #expect(sales["statuses"].array?.map { $0["label"] } == ["Active", "Won"])
            #expect(try await bench.ask(.put, path, ["statuses": order], as: bench.stranger).status == 404)
            #expect(try await bench.ask(.put, path, ["statuses": [["id": "stat_nope"]]]).status == 400)
        }
    }

    @Test(arguments: Backend.available)
    func `nothing that is in use can be deleted`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let pipeline = try await bench.get("pipeline")["data"].array?.first ?? .null
            let deal = try await bench.post("opportunity", ["value": 1])
            let status = "status/opportunity/\(deal["status_id"].string ?? "")"
            #expect(try await bench.ask(.delete, "pipeline/\(pipeline["id"].string ?? "")").status == 400)
            #expect(try await bench.ask(.delete, status).status == 400)
            _ = try await bench.ask(.delete, "opportunity/\(deal["id"].string ?? "")")
            #expect(try await bench.ask(.delete, status).status == 200)
            let empty = try await bench.post("pipeline", ["name": "Empty"])
            #expect(try await bench.ask(.delete, "pipeline/\(empty["id"].string ?? "")").status == 204)
        }
    }

    @Test(arguments: Backend.available)
    func `the organization shows its pipelines and statuses`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let organization = try await bench.get("organization/\(bench.admin.organizationID)")
            #expect(organization["pipelines"].array?.map { $0["name"] } == ["Sales"])
            #expect(
                organization["opportunity_statuses"].array?.map { $0["label"] } == ["Active", "Won", "Lost"])
        }
    }
}
