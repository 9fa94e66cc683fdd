extension Assets {
    /// Cards, lists, tables, the timeline.
    static let styleOfPages: String = #"""
        .card{background:var(--card);border:1px solid var(--line);border-radius:var(--r);box-shadow:var(--shadow)}
        .panel{padding:1.1rem 1.2rem}.panel>h2{display:flex;align-items:center;gap:.5rem;margin-bottom:.7rem}.panel>h2 .count{margin-left:auto}
        .count{color:var(--soft);font-weight:500;font-size:.86rem;font-variant-numeric:tabular-nums}
        .section{margin:2rem 0 0}.section>h2{margin:0 0 .7rem;display:flex;gap:.5rem;align-items:baseline}
        .rows{list-style:none;margin:0;padding:0}.rows>li{border-top:1px solid var(--line);position:relative}.rows>li:first-child{border-top:0}
        .row{display:grid;grid-template-columns:auto minmax(0,1fr) auto;gap:.2rem .9rem;padding:.85rem 1.1rem;align-items:center;color:inherit;text-decoration:none}
        .rows>li:first-child .row{border-radius:var(--r) var(--r) 0 0}.rows>li:last-child .row{border-radius:0 0 var(--r) var(--r)}
        a.row:hover,.row:has(a.cover:hover){background:color-mix(in srgb,var(--sunk) 55%,var(--card))}
        [data-row].at{box-shadow:inset 3px 0 0 var(--accent);background:color-mix(in srgb,var(--accent-soft) 50%,var(--card))}
        .row .who{font-weight:600;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.row .what{color:var(--soft);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
        .row .what b{color:var(--ink);font-weight:520}.row time{color:var(--soft);font-size:.86rem;white-space:nowrap}.row .acts{display:flex;gap:.35rem;align-items:center;position:relative;z-index:1}
        .row form{margin:0;display:contents}.cover{color:inherit;text-decoration:none}.cover::after{content:"";position:absolute;inset:0}.cover:focus-visible{outline:none}.cover:focus-visible::after{outline:2px solid var(--accent);outline-offset:-3px;border-radius:var(--r2)}
        .face{width:2.3rem;height:2.3rem;border-radius:50%;display:grid;place-items:center;font-size:.8rem;font-weight:650;background:var(--h0);flex:none;color:var(--ink)}
        .h1{background:var(--h1)}.h2{background:var(--h2)}.h3{background:var(--h3)}.h4{background:var(--h4)}.h5{background:var(--h5)}
        .face.soft{background:var(--sunk);color:var(--soft)}
        .tag{display:inline-block;padding:.08rem .55rem;border-radius:99px;background:var(--sunk);color:var(--soft);font-size:.8rem;font-weight:560;white-space:nowrap}
        .tag.good{background:var(--accent-soft);color:var(--accent-text)}.tag.bad{background:var(--bad-soft);color:var(--bad)}.tag.warn{background:var(--warn-soft);color:var(--warn)}
        .words{grid-column:2/-1;background:var(--bad-soft);color:var(--bad);border-radius:var(--r2);padding:.5rem .75rem;font-size:.88rem;margin-top:.3rem;overflow-wrap:anywhere}
        .empty{text-align:center;padding:3.4rem 1.5rem;color:var(--soft)}.empty .i{width:2.6rem;height:2.6rem;color:var(--accent);opacity:.8;margin-bottom:.7rem}
        .empty h2{color:var(--ink);margin-bottom:.3rem}.empty p{max-width:26rem;margin:0 auto 1.2rem}
        .tabs{display:flex;gap:.25rem;overflow-x:auto;margin:0 0 1rem;padding:3px;scrollbar-width:none}
        .tabs a{padding:.4rem .8rem;border-radius:99px;color:var(--soft);text-decoration:none;font-weight:540;white-space:nowrap;min-height:2.1rem}.tabs a:hover{background:var(--sunk);color:var(--ink)}
        .tabs a[aria-current]{background:var(--ink);color:var(--bg)}.tabs .n{opacity:.85;margin-left:.35rem;font-variant-numeric:tabular-nums}
        table{border-collapse:collapse;width:100%}th{font-size:.8rem;font-weight:560;color:var(--soft);text-align:left;padding:.75rem 1.1rem .6rem}
        td{padding:.8rem 1.1rem;border-top:1px solid var(--line);vertical-align:middle}tbody tr{position:relative}tbody tr:hover{background:color-mix(in srgb,var(--sunk) 55%,var(--card))}
        td .name{display:flex;align-items:center;gap:.8rem;font-weight:600}td.soft{color:var(--soft)}tbody tr:last-child td:first-child{border-bottom-left-radius:var(--r)}
        .pages{display:flex;justify-content:space-between;margin-top:1rem}
        .lead{display:grid;grid-template-columns:minmax(0,1fr) 20rem;gap:1.5rem;align-items:start}.aside{display:grid;gap:1rem}
        .lead-head{display:flex;gap:1rem;align-items:center;margin:.6rem 0 1.6rem;flex-wrap:wrap}.lead-head .face{width:3.2rem;height:3.2rem;font-size:1.05rem;border-radius:16px}
        .lead-head .titles{flex:1;min-width:14rem}.lead-head form{display:flex;gap:.5rem;align-items:center;margin:0}
        input.in-place.in-place:not(:focus,:hover){border-color:transparent;background:none}.in-place{font:inherit;font-size:1.65rem;font-weight:650;letter-spacing:-.02em;border:1px solid transparent;background:none;padding:.05rem .4rem;margin-left:-.45rem;border-radius:var(--r2);width:100%;min-height:0;line-height:1.3}
        .in-place:hover{border-color:var(--line)}.in-place:focus{background:var(--card);border-color:var(--edge)}
        .person{display:flex;gap:.75rem;padding:.55rem 0;align-items:flex-start}.person .face{width:2rem;height:2rem;font-size:.72rem}.person div{min-width:0}.person a{overflow-wrap:anywhere}.person small{display:block}
        .todo{display:flex;gap:.6rem;align-items:flex-start;padding:.45rem 0}.todo form{margin:0}.todo .tick{width:1.5rem;height:1.5rem;min-height:0;border-radius:7px;border:1.5px solid var(--edge);background:none;padding:0;color:transparent;display:grid;place-items:center}
        .todo .tick:hover,.todo .tick:focus-visible{color:var(--accent);border-color:var(--accent)}.todo small{display:block;color:var(--soft)}.todo .late{color:var(--bad)}
        .time{display:grid;gap:.9rem}.entry{display:grid;grid-template-columns:auto minmax(0,1fr) auto;gap:.8rem;align-items:start;padding:.2rem .4rem;color:var(--soft)}
        .entry .dot{width:1.9rem;height:1.9rem;border-radius:50%;display:grid;place-items:center;background:var(--sunk);color:var(--soft);font-size:.85rem}.entry p{margin:.2rem 0 0;white-space:pre-wrap;color:var(--ink);overflow-wrap:anywhere}
        .entry time{font-size:.84rem;padding-top:.25rem}
        .thread{overflow:clip}.thread>header{display:flex;gap:.8rem;padding:.95rem 1.2rem;align-items:center;border-bottom:1px solid var(--line)}.thread>header h3{flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis}
        .mail{border-top:1px solid var(--line)}.mail:first-of-type{border-top:0}.mail>summary{display:grid;grid-template-columns:auto minmax(0,1fr) auto;gap:.1rem .8rem;padding:.8rem 1.2rem;cursor:pointer;list-style:none;align-items:center}
        .mail>summary::-webkit-details-marker{display:none}.mail>summary:hover{background:color-mix(in srgb,var(--sunk) 55%,var(--card))}.mail>summary .snip{color:var(--soft);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
        .mail[open]>summary .snip{display:none}.mail time{color:var(--soft);font-size:.84rem}.mail-in{padding:0 1.2rem 1.1rem 1.2rem}
        .mail-in iframe{width:100%;height:16rem;border:0;border-radius:var(--r2);background:#fff;display:block}.mail-acts{display:flex;gap:.5rem;flex-wrap:wrap;margin-top:.8rem;align-items:center}
        .files{display:flex;gap:.5rem;flex-wrap:wrap;margin:.7rem 0 0;padding:0;list-style:none}.files li,.files a{display:inline-flex;gap:.4rem;align-items:center}.files li{border:1px solid var(--line);border-radius:var(--r2);padding:.25rem .6rem;font-size:.86rem}
        .split{display:grid;grid-template-columns:1fr 1fr;gap:1.5rem;align-items:start}.preview{padding:1.2rem}.preview iframe{width:100%;height:22rem;border:0;background:#fff;border-radius:var(--r2)}
        .secret{display:block;padding:.8rem 1rem;border-radius:var(--r2);background:var(--sunk);font:.92rem ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere;user-select:all;margin:.5rem 0 0}
        .notice{border-radius:var(--r);background:var(--accent-soft);color:var(--accent-text);padding:1rem 1.2rem;margin-bottom:1.2rem}.notice.warn{background:var(--warn-soft);color:var(--warn)}
        .problem{border-radius:var(--r2);background:var(--bad-soft);color:var(--bad);padding:.7rem 1rem}
        @media (max-width:980px){.lead,.split{grid-template-columns:minmax(0,1fr)}}
        @media (max-width:640px){thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}tbody tr{display:grid;grid-template-columns:1fr auto;padding:.8rem 1rem;border-top:1px solid var(--line);gap:.15rem .8rem}tbody tr:first-child{border-top:0}td{border:0;padding:0}td:first-child{grid-column:1}td.extra{display:none}
        .row{padding:.8rem .9rem;gap:.2rem .7rem}.row .acts{grid-column:2/-1;margin-top:.35rem;flex-wrap:wrap}.row>time,.row .side-time{grid-column:2;font-size:.82rem}.thread>header,.mail>summary,.mail-in{padding-left:.9rem;padding-right:.9rem}.head .end{margin-left:0}}

        """#

    static let styleOfForms: String = #"""
        button,.button,input,select,textarea{font:inherit;color:inherit}
        button,.button{display:inline-flex;align-items:center;justify-content:center;gap:.5rem;min-height:2.4rem;padding:.4rem 1rem;border-radius:10px;border:1px solid transparent;background:var(--accent);color:var(--accent-ink);font-weight:600;cursor:pointer;text-decoration:none;white-space:nowrap}
        button:hover,.button:hover{filter:brightness(1.08)}button:disabled{opacity:.5;cursor:default}
        .quiet{background:var(--card);color:var(--ink);border-color:var(--line);font-weight:540}.quiet:hover{border-color:var(--edge);filter:none}
        .small-button{min-height:2rem;padding:.15rem .7rem;font-size:.88rem}.danger{color:var(--bad)}
        button.link{background:none;border:0;padding:0;min-height:1.5rem;color:var(--accent-text);font-weight:540;text-decoration:underline;text-underline-offset:.18em}
        input:not([type=checkbox],[type=file]),select,textarea,.rich{width:100%;padding:.5rem .75rem;border-radius:10px;border:1px solid var(--edge);background:var(--card);min-height:2.5rem}
        textarea{min-height:9rem;resize:vertical;line-height:1.55}::placeholder{color:var(--soft);opacity:1}input[type=checkbox]{width:1.15rem;height:1.15rem;accent-color:var(--accent)}
        label{display:block;font-weight:560;font-size:.9rem}label>input,label>select,label>textarea{margin-top:.3rem;font-weight:400;font-size:1rem}label.check{display:flex;gap:.6rem;align-items:center;font-weight:450}
        .stack{display:grid;gap:1rem}.stack>small{margin-top:-.7rem}.stack>button{justify-self:start}.line{display:flex;gap:.7rem;align-items:end;flex-wrap:wrap}.line>label{flex:1;min-width:9rem}.duo{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1rem}
        fieldset{border:0;padding:0;margin:0;min-width:0}.grow{flex:1;min-width:0}.searchbar{display:flex;gap:.6rem;margin-bottom:1.1rem}.searchbar input{flex:1}
        details.more>summary{cursor:pointer;color:var(--accent-text);font-weight:540;padding:.35rem 0;list-style-position:inside}details.more[open]>summary{margin-bottom:.6rem}
        .composer{padding:0;overflow:clip}.composer .field{display:grid;grid-template-columns:4.6rem minmax(0,1fr);align-items:center;border-bottom:1px solid var(--line);padding:0 1.2rem}
        .composer .field label{color:var(--soft);font-weight:450}.composer .field input,.composer .field select{border:0;background:none;padding:.65rem 0;border-radius:0}.composer .field input:focus-visible,.composer .field select:focus-visible,.composer .rich:focus-visible,.composer .text:focus-visible{outline:none}
        .composer .field:focus-within{box-shadow:inset 3px 0 0 var(--accent)}.composer .body:focus-within{box-shadow:inset 3px 0 0 var(--accent)}
        .composer .text,.composer .rich{border:0;border-radius:0;padding:1.1rem 1.2rem;min-height:15rem;background:none;outline-offset:-4px}.rich:empty::before{content:attr(data-hint);color:var(--soft)}.rich{overflow-wrap:anywhere}
        .tools{display:flex;gap:.2rem;padding:.4rem .9rem;border-bottom:1px solid var(--line)}.tools button{background:none;color:var(--soft);min-height:2rem;min-width:2.1rem;padding:.1rem .5rem;font-weight:600}.tools button:hover{background:var(--sunk);color:var(--ink)}
        .composer footer{display:flex;gap:.7rem;align-items:center;flex-wrap:wrap;padding:.9rem 1.2rem;border-top:1px solid var(--line);background:color-mix(in srgb,var(--sunk) 40%,var(--card))}.composer .saved{margin-left:auto;color:var(--soft);font-size:.86rem}
        .composer.over{outline:2px dashed var(--accent);outline-offset:-6px}.later{padding:.8rem 1.2rem;border-top:1px solid var(--line)}.composer .files{padding:0 1.2rem;margin:0 0 .9rem}.composer .problem{margin:1rem 1.2rem}
        .files button{min-height:1.4rem;min-width:1.5rem;padding:0 .2rem;background:none;color:var(--soft)}
        @media (max-width:640px){.composer .field{grid-template-columns:4rem minmax(0,1fr);padding:0 .9rem}.composer .saved{margin-left:0;width:100%}}

        """#
}
