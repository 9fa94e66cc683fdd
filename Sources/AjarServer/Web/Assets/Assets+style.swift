extension Assets {
    /// Colours, type, and what surrounds every page.
    static let style: String = #"""
        :root{color-scheme:light;--bg:#f7f6f3;--card:#fff;--sunk:#f0eeea;--line:#e3e0d9;--edge:#8a867c;--ink:#1d211f;--soft:#5b605c;
        --accent:#1f6f4a;--accent-ink:#fff;--accent-soft:#e4f1ea;--accent-text:#1a6040;--bad:#a3271d;--bad-soft:#fbeae7;--warn:#7a5200;--warn-soft:#fdf1d8;
        --shadow:0 1px 2px #1d211f0d,0 8px 24px -12px #1d211f26;--r:12px;--r2:8px;
        --h0:#dcebe3;--h1:#e3e4f5;--h2:#f5e3df;--h3:#f3ead2;--h4:#dcebf2;--h5:#efe0ef}
        @media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;--bg:#121513;--card:#1a1e1b;--sunk:#222723;--line:#2e3430;--edge:#7d857f;
        --ink:#eceeea;--soft:#a5ada7;--accent:#7fd3a6;--accent-ink:#0c2418;--accent-soft:#1f3429;--accent-text:#8fdcb2;--bad:#ff9d92;--bad-soft:#3b1f1c;
        --warn:#f2c76b;--warn-soft:#362b14;--shadow:0 1px 2px #0006,0 12px 32px -12px #0009;--h0:#24382d;--h1:#2b2d47;--h2:#44302b;--h3:#40371f;--h4:#233844;--h5:#3c2b3d}}
        :root[data-theme=dark]{color-scheme:dark;--bg:#121513;--card:#1a1e1b;--sunk:#222723;--line:#2e3430;--edge:#7d857f;
        --ink:#eceeea;--soft:#a5ada7;--accent:#7fd3a6;--accent-ink:#0c2418;--accent-soft:#1f3429;--accent-text:#8fdcb2;--bad:#ff9d92;--bad-soft:#3b1f1c;
        --warn:#f2c76b;--warn-soft:#362b14;--shadow:0 1px 2px #0006,0 12px 32px -12px #0009;--h0:#24382d;--h1:#2b2d47;--h2:#44302b;--h3:#40371f;--h4:#233844;--h5:#3c2b3d}
        *,*::before,*::after{box-sizing:border-box}
        html{font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--bg);color:var(--ink);min-height:100dvh}
        h1{font-size:1.65rem;line-height:1.2;letter-spacing:-.02em;margin:0;font-weight:650;text-wrap:balance}
        h2{font-size:1.05rem;line-height:1.35;letter-spacing:-.005em;margin:0;font-weight:620}
        h3{font-size:.95rem;margin:0;font-weight:620}p{margin:0 0 .8rem}small{font-size:.84rem}
        a{color:var(--accent-text);text-underline-offset:.18em;text-decoration-thickness:.07em}
        .muted{color:var(--soft)}.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        .i{width:1.25em;height:1.25em;flex:none}.nowrap{white-space:nowrap}.num{font-variant-numeric:tabular-nums}
        kbd{font:inherit;font-size:.74rem;border:1px solid var(--line);border-radius:5px;padding:0 .36rem;color:var(--soft);background:var(--card);white-space:nowrap}
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px}main:focus{outline:none}
        .skip{position:absolute;left:1rem;top:-4rem;background:var(--card);padding:.6rem 1rem;border-radius:var(--r2);z-index:20}.skip:focus{top:1rem}
        html:not(.on) .js{display:none!important}html.on .nojs{display:none!important}
        .shell{display:grid;grid-template-columns:232px minmax(0,1fr);min-height:100dvh}
        .side{position:sticky;top:0;height:100dvh;display:flex;flex-direction:column;gap:1.6rem;padding:1.3rem .9rem;border-right:1px solid var(--line)}
        .brand{display:flex;align-items:center;gap:.6rem;font-weight:680;font-size:1.15rem;letter-spacing:-.02em;color:var(--ink);text-decoration:none;padding:0 .6rem}
        .side ul{list-style:none;margin:0;padding:0;display:grid;gap:2px}
        .side a:not(.brand),.ghost{display:flex;align-items:center;gap:.7rem;width:100%;padding:.5rem .65rem;border-radius:var(--r2);color:var(--soft);text-decoration:none;
        font:inherit;font-weight:520;background:none;border:0;cursor:pointer;text-align:left;min-height:2.4rem}.ghost.ghost{justify-content:flex-start}
        .side a:not(.brand):hover,.ghost:hover{background:var(--sunk);color:var(--ink)}
        .side a[aria-current]{background:var(--accent-soft);color:var(--accent-text)}
        .side kbd{margin-left:auto;border:0;background:none;opacity:0}.side a:hover kbd,.side a:focus-visible kbd{opacity:1}
        .side-end{margin-top:auto;display:grid;gap:2px}.side-end form{margin:0}
        .stage{min-width:0}.top{display:flex;gap:.8rem;align-items:center;padding:1rem clamp(1rem,3vw,2.5rem);position:sticky;top:0;z-index:5;
        background:color-mix(in srgb,var(--bg) 88%,transparent);backdrop-filter:blur(10px)}
        .top .small{display:none;padding:0}.top .button{margin-left:auto}
        .finder{display:flex;align-items:center;gap:.6rem;flex:1;max-width:30rem;padding:.5rem .75rem;border-radius:10px;border:1px solid var(--line);background:var(--card);
        color:var(--soft);font:inherit;cursor:pointer;text-align:left;min-height:2.5rem}.finder:hover{border-color:var(--edge)}.finder kbd{margin-left:auto}
        .finder span{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
        main{padding:1rem clamp(1rem,3vw,2.5rem) 6rem;max-width:1180px;margin:0 auto}
        .head{display:flex;flex-wrap:wrap;align-items:center;gap:.8rem 1rem;margin:.6rem 0 1.5rem}.head .end{margin-left:auto;display:flex;gap:.5rem;flex-wrap:wrap}
        .head p{margin:0;width:100%;color:var(--soft);order:9;margin-top:-.5rem}
        .alone{display:grid;place-items:center;padding:1rem}.alone main{width:min(28rem,100%);padding:2rem 0}.alone .brand{margin-bottom:1.3rem;font-size:1.4rem;padding:0}
        .alone .card{padding:clamp(1.3rem,5vw,2.2rem)}.alone h1{font-size:1.4rem;margin-bottom:.6rem}
        .toasts{position:fixed;left:50%;bottom:1.6rem;transform:translateX(-50%);z-index:30;display:grid;gap:.5rem;width:max-content;max-width:calc(100vw - 2rem)}
        .toast{display:flex;gap:1.1rem;align-items:center;background:#1d211f;color:#fff;padding:.75rem 1.1rem;border-radius:var(--r);box-shadow:0 12px 40px -8px #000a;border:1px solid #ffffff24;
        position:relative;overflow:hidden}
        .toast form{margin:0}.toast .link{color:#8fdcb2;font-weight:650;font-size:1rem}.toast progress{position:absolute;inset:auto 0 0 0;width:100%;height:3px;appearance:none;border:0;background:none}
        .toast progress::-webkit-progress-bar{background:none}.toast progress::-webkit-progress-value{background:#8fdcb2}.toast progress::-moz-progress-bar{background:#8fdcb2}
        dialog{border:1px solid var(--line);border-radius:16px;background:var(--card);color:var(--ink);box-shadow:0 30px 80px -20px #000a;padding:1.6rem;max-width:min(46rem,calc(100vw - 1.5rem))}
        dialog::backdrop{background:#0c0f0d80;backdrop-filter:blur(2px)}
        .keys{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:.15rem 2rem;margin:1rem 0 1.4rem}.keys div{display:flex;justify-content:space-between;padding:.34rem 0;gap:1rem}
        .keys dt{order:2;white-space:nowrap}.keys dd{margin:0}
        #palette{padding:0;width:min(38rem,calc(100vw - 1.5rem));margin-top:12vh;overflow:hidden}
        .palette-head{display:flex;align-items:center;gap:.7rem;padding:.4rem 1.1rem;border-bottom:1px solid var(--line);color:var(--soft)}
        .palette-head input{border:0;background:none;padding:.8rem 0;font-size:1.08rem;min-height:0}.palette-head input:focus-visible{outline:none}
        #found{list-style:none;margin:0;padding:.5rem;max-height:50vh;overflow:auto}
        #found li{display:flex;align-items:center;gap:.8rem;padding:.55rem .7rem;border-radius:var(--r2);cursor:pointer}
        #found li[aria-selected=true]{background:var(--accent-soft)}#found li span{flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
        #found li small{color:var(--soft)}#found .none{color:var(--soft);cursor:default}
        .palette-foot{margin:0;padding:.6rem 1.1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.82rem}
        @media (max-width:820px){.shell{display:block}.stage{padding-bottom:4.4rem}
        .side{position:fixed;inset:auto 0 0 0;top:auto;height:auto;z-index:10;background:var(--card);border:0;border-top:1px solid var(--line);padding:.3rem .3rem calc(.3rem + env(safe-area-inset-bottom))}
        .side .brand,.side-end,.side kbd{display:none}.side ul{grid-auto-flow:column;grid-auto-columns:1fr}.side a:not(.brand){flex-direction:column;gap:.1rem;padding:.4rem .1rem;font-size:.74rem}
        .top{padding:.7rem 1rem}.top .small{display:flex}.top .button span,.finder kbd{display:none}.toasts{bottom:5rem}h1{font-size:1.4rem}main{padding-top:.3rem}}
        @media (prefers-reduced-motion:no-preference){.toast{animation:rise .18s ease-out}dialog[open]{animation:rise .14s ease-out}@keyframes rise{from{opacity:0;translate:0 8px}}}
        @media print{.side,.top,.toasts{display:none}.shell{display:block}}

        """#
}
