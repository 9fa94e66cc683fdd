-- What wrk sends. Chosen by variables, since wrk runs this file once per thread:
--   METHOD, BODY        the request; {n} in the body becomes a running number, {lead} a lead's id
--   TARGETS             a file with a path per line, taken in turn; without it, the path of the command line
--   LEADS               a file with an id per line
--   COUNT, IDS          stop after so many answers, whose ids go to this file; a few more may have been asked for
-- At the end it prints one line of JSON.

local count = tonumber(os.getenv("COUNT") or "0")
local body = os.getenv("BODY")
local leads, ready, sent, seen = {}, {}, 0, 0
local ids = count > 0 and os.getenv("IDS") and io.open(os.getenv("IDS"), "w")

local function lines(name)
    local found = {}
    if os.getenv(name) then
        for line in io.lines(os.getenv(name)) do found[#found + 1] = line end
    end
    return found
end

function init()
    wrk.method = os.getenv("METHOD") or "GET"
    wrk.headers["Authorization"] = os.getenv("AUTHORIZATION")
    if body then wrk.headers["Content-Type"] = "application/json" end
    leads = lines("LEADS")
    for _, path in ipairs(lines("TARGETS")) do ready[#ready + 1] = wrk.format(nil, path) end
    math.randomseed(os.time())
    start = math.random(1000000) * 1000000
end

function request()
    sent = sent + 1
    if #ready > 0 then return ready[sent % #ready + 1] end
    if not body then return wrk.format() end
    local text = body:gsub("{n}", string.format("%d", start + sent))
    if #leads > 0 then text = text:gsub("{lead}", leads[(start + sent) % #leads + 1]) end
    return wrk.format(nil, nil, nil, text)
end

-- wrk sleeps for as long as it was told, unless somebody interrupts it.
function finish()
    wrk.thread:stop()
    os.execute("(sleep 0.1; kill -INT $PPID) &")
end

if count > 0 then
    function response(status, headers, text)
        local id = text:match('"id"%s*:%s*"(%w+_%w+)"')
        if seen >= count then return end
        if status >= 300 then
            io.stderr:write("status ", status, ": ", text:sub(1, 300), "\n")
            finish()
        elseif id then
            seen = seen + 1
            if ids then ids:write(id, "\n") end
            if seen == count then
                if ids then ids:close() end
                finish()
            end
        end
    end
end

function done(summary, latency)
    io.write(string.format(
        '{"requests": %d, "seconds": %.6f, "failed": %d, "p50": %.3f, "p99": %.3f}\n',
        summary.requests, summary.duration / 1e6,
        summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
