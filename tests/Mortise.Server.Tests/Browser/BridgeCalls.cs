namespace Mortise.Server.Tests.Browser;

/// <summary>What a page of an app asks, and what comes of it.</summary>
/// <param name="Names">The modules and functions that the script uses, as both styles know them; empty: the script says <c>AP</c> itself.</param>
/// <param name="Script">Calls <c>ok</c> with its outcome.</param>
/// <param name="Answer">The outcome as JSON.</param>
internal sealed record BridgeCall(string Names, string Script, string Answer)
{
    /// <summary>The script by <c>AP.x</c> and, where it names something, by <c>AP.require</c>.</summary>
    public IEnumerable<string> InEachStyle() => Names.Length == 0 ? [Script] : [$"const {{{Names}}} = AP; {Script}", Required()];

    private string Required()
    {
        var names = Names.Split(", ");
        return names.Length == 1
            ? $"AP.require('{Names}', {Names} => {{ {Script} }})"
            : $"AP.require([{string.Join(", ", names.Select(name => $"'{name}'"))}], ({Names}) => {{ {Script} }})";
    }
}

/// <summary>The table of all that the bridge does. Source: ap-bridge.md 2; connect.md 18.4, 18.5.</summary>
internal static class BridgeCalls
{
    private const string Key = "com.example.ace.state";
    private const string Repository = ExpressAppWorld.Repository;
    private const string State = $"{Repository}/properties/{Key}/state";

    /// <summary>In a frame that has the page for itself, in this order.</summary>
    public static BridgeCall[] OfPage(ExpressAppWorld world) =>
    [
        // request: options and (url, options), callbacks and promises, each kind of body and answer.
        new("request", $"request({{url: '{Repository}', success: (data, status, xhr) => ok([data.full_name, status, xhr.status])}})", """["ada/rocket","success",200]"""),
        new("request, messages", "request('/2.0/user', {success: data => ok([data.username, typeof messages.info])})", """["ada","function"]"""),
        new("request", $"request({{url: '{State}', type: 'PUT', contentType: 'application/json', data: '{{\"on\": {{\"deep\": 1}}}}', success: (data, status, xhr) => ok([data, status, xhr.status])}})", """[null,"success",204]"""),
        new("request", $"request('{State}').then(answer => ok([JSON.parse(answer.body).on.deep, answer.xhr.response.on.deep, answer.xhr.getResponseHeader('Content-Type').startsWith('application/json'), /^content-type: /m.test(answer.xhr.getAllResponseHeaders())]))", "[1,1,true,true]"),
        new("request", $"request('{Repository}?fields=%2Bproperties.*.*.*').then(answer => ok(JSON.parse(answer.body).properties['{Key}'].state.on.deep))", "1"),
        new("request", $"request({{url: '{State}', type: 'put', data: {{on: [2]}}}}).then(() => request({{url: '{State}', cache: false, success: data => ok(data.on)}}))", "[2]"),
        new("request", $"request({{url: '{State}', type: 'PUT', data: new Blob(['{{\"on\": 3}}'], {{type: 'application/json'}})}}).then(() => request({{url: '{State}', success: data => ok(data.on)}}))", "3"),
        new("request", $"request({{url: '{State}', type: 'PUT', headers: {{'Content-Type': 'application/json', Cookie: 'a=b'}}, data: new TextEncoder().encode('{{\"on\": 4}}')}}).then(() => request({{url: '{State}', success: data => ok(data.on)}}))", "4"),
        new("request", $"request({{url: '{State}', type: 'PUT', data: {{}}}}).then(() => request({{url: '{State}', type: 'DELETE'}})).then(answer => ok([answer.xhr.status, answer.body]))", "[204,\"\"]"),
        new("request", "request({url: '/2.0/repositories/ada', data: {pagelen: 1}, success: page => request({url: page.next, success: next => ok([new URL(page.next).search.includes('page=2'), page.values.length + next.values.length])})})", "[true,2]"),
        new("request", "request({url: '/2.0/repositories/ada', data: 'pagelen=1&fields=pagelen', success: page => ok(page)})", """{"pagelen":1}"""),
        new("request", "request('https://api.bitbucket.org/2.0/user').then(answer => request('https://bitbucket.org/api/2.0/user').then(again => ok([answer.xhr.response.username, again.xhr.response.username])))", """["ada","ada"]"""),
        new("request", $"request({{url: '{Repository}/src/main/README.md', responseType: 'text', success: ok}})", "\"# Rocket\\n\""),
        new("request", $"request({{url: '{Repository}/src/main/README.md', type: 'HEAD', responseType: 'text/plain'}}).then(answer => ok([answer.xhr.status, answer.body]))", "[200,\"\"]"),
        new("request", $"request({{url: '{Repository}/src/main/data.bin', responseType: 'arraybuffer', success: (data, status, xhr) => ok([...new Uint8Array(data), xhr.responseText])}})", "[0,255,128,10,\"\"]"),
        new("request", $"request({{url: '{Repository}/src/main/data.bin', binaryAttachment: true}}).then(answer => ok([...new Uint8Array(answer.body)]))", "[0,255,128,10]"),
        new("request", $"request({{url: '{Repository}/src/main/data.bin', responseType: 'blob', success: data => ok([data.size, data instanceof Blob])}})", "[4,true]"),
        new("request", $"request({{url: '{Repository}/src/main/none.bin', responseType: 'arraybuffer', error: xhr => ok([xhr.status, typeof JSON.parse(xhr.responseText).error.message])}})", """[404,"string"]"""),
        new("request", $"const form = new FormData(); const bytes = crypto.getRandomValues(new Uint8Array(40)); form.append('message', 'A form'); form.append('up.bin', new File([bytes], 'up.bin')); request({{url: '{Repository}/src', type: 'POST', data: form}}).then(() => request({{url: '{Repository}/src/main/up.bin', responseType: 'arraybuffer', success: data => ok(new Uint8Array(data).join() === bytes.join())}}))", "true"),
        new("request", $"request({{url: '{Repository}/src', type: 'POST', contentType: 'multipart/form-data', data: {{message: 'Parts', 'parts.txt': crypto.randomUUID()}}}}).then(answer => ok(answer.xhr.status))", "201"),
        new("request", $"request({{url: '{Repository}/src', type: 'POST', data: new URLSearchParams({{message: 'Fields', 'fields.txt': crypto.randomUUID()}})}}).then(answer => ok(answer.xhr.status))", "201"),
        new("request", $"request({{url: '{State}', type: 'PUT', contentType: 'application/json', data: '{{\"_attributes\": [\"read_only\"]}}', error: (xhr, status, thrown) => ok([xhr.status, status, typeof thrown, JSON.parse(xhr.responseText).error.message.includes('read_only')])}})", """[403,"error","string",true]"""),
        new("request", $"request('{State}').catch(problem => ok([problem.xhr.status, problem.err.includes('not set')]))", "[404,true]"),
        new("request", $"request({{url: '{State}', type: 'PUT', contentType: 'application/json', data: 'no JSON'}}).catch(problem => ok(problem.xhr.status))", "400"),
        new("request", "request({url: '/2.0/user', type: 'TRACE'}).catch(problem => ok([problem.xhr.status, problem.err.includes('GET, HEAD')]))", "[0,true]"),
        new("request", "request('/1.0/user').catch(problem => ok([problem.xhr.status, problem.err.includes('/2.0/')]))", "[0,true]"),

        // The app's own proxy module, which its server answers; and a token of its own, for direct calls.
        new("proxyRequest", $"proxyRequest({{url: '/echo/{world.RepositoryId}', type: 'POST', contentType: 'application/json', data: JSON.stringify({{n: 1}}), success: data => ok(data)}})",
            $$$"""{"method":"POST","by":"{{{world.PersonId}}}","repo":"{{{world.RepositoryId}}}","body":{"n":1}}"""),
        new("proxyRequest", $"proxyRequest('/echo/{world.RepositoryId}').then(answer => ok([answer.xhr.status, JSON.parse(answer.body).method]))", """[200,"GET"]"""),
        new("proxyRequest", $"proxyRequest({{url: '/echo/{world.RepositoryId}', type: 'DELETE', error: xhr => ok(xhr.status)}})", "405"),
        new("proxyRequest", "proxyRequest({url: '/nothing', error: xhr => ok(xhr.status)})", "404"),
        new("request_access_token", $"request_access_token({{}}, async (problem, made) => ok([problem, (await fetch('{world.Origin}/2.0/user', {{headers: {{Authorization: `Bearer ${{made.access_token}}`}}}})).status]))", "[null,200]"),
        new("request_access_token", "request_access_token((problem, made) => ok([problem, typeof made.access_token]))", """[null,"string"]"""),
        new("request_access_token", "request_access_token().then(made => ok(made.token_type))", "\"bearer\""),

        // What the page is about, and what the app's server makes of the token.
        new("context", "context.getToken().then(token => ok(JSON.parse(atob(token.split('.')[1])).qsh))", "\"context-qsh\""),
        new("context", "context.getToken(token => fetch('/checked', {headers: {Authorization: `JWT ${token}`}}).then(answer => ok(answer.status)))", "200"),
        new("context", "context.getContext().then(context => ok([Object.keys(context), context.repository.uuid]))", $"""[["user","workspace","repository"],"{world.RepositoryId}"]"""),

        new("cookie", "cookie.save('name', 'value', 1); cookie.read('name', value => { cookie.erase('name'); cookie.read('name', gone => ok([value, gone === undefined])); })", """["value",true]"""),
        new("cookie", "cookie.read('name', {_context: {extension_id: 'another'}}, value => ok(value === undefined))", "true"),
        new("getLocation, env", "getLocation(one => env.getLocation(two => ok([new URL(one).pathname, one === two])))", $"""["/ada/rocket/addon/{Key}/page",true]"""),
        new("env", "const to = innerHeight === 321 ? 322 : 321; addEventListener('resize', () => innerHeight === to && ok('so high')); env.resize('100%', to)", "\"so high\""),
        new("navigator", "navigator.getLocation(at => ok(at.target))", "\"addonmodule\""),

        // Events: to the app's frames, and to all.
        new("events", "events.on('news', (...args) => ok(args)); events.emit('news', 1, {b: 2})", """[1,{"b":2}]"""),
        new("events", "let times = 0; events.once('tick', () => times++); events.on('tick', n => n === 2 && ok(times)); events.emit('tick', 1); events.emit('tick', 2)", "1"),
        new("events", "const gone = () => ok('heard'); events.on('gone', gone); events.off('gone', gone); events.on('gone', () => ok('not heard')); events.emit('gone')", "\"not heard\""),
        new("events", "events.on('all', () => ok('heard')); events.offAll('all'); events.on('all', () => ok('not heard')); events.emit('all')", "\"not heard\""),
        new("events", "events.onAny((name, value, told) => name === 'any' && ok([value, told.name])); events.emit('any', 5)", """[5,"any"]"""),
        new("events", "const any = name => name === 'quiet' && ok('heard'); events.onAny(any); events.offAny(any); events.on('quiet', () => ok('not heard')); events.emit('quiet')", "\"not heard\""),
        new("events", "events.onPublic('open', (...args) => ok(args)); events.emitPublic('open', 3, [4])", "[3,[4]]"),
        new("events", $"events.onPublic('from', () => ok('heard'), {{addonKey: 'another'}}); events.onPublic('from', () => ok('not heard'), sender => sender.addonKey === '{Key}'); events.emitPublic('from')", "\"not heard\""),
        new("events", "const seen = []; events.oncePublic('tock', n => seen.push(n)); events.onPublic('tock', n => n === 'two' && ok(seen)); events.emitPublic('tock', 'one'); events.emitPublic('tock', 'two')", """["one"]"""),
        new("events", "const over = () => ok('heard'); events.onPublic('over', over); events.offPublic('over', over); events.onPublic('over', () => ok('not heard')); events.emitPublic('over')", "\"not heard\""),
        new("events", "events.onPublic('each', () => ok('heard')); events.offAllPublic('each'); events.onPublic('each', () => ok('not heard')); events.emitPublic('each')", "\"not heard\""),
        new("events", $"events.onAnyPublic((name, value, told) => name === 'some' && ok([value, told.name]), {{addonKey: '{Key}'}}); events.emitPublic('some', 6)", """[6,"some"]"""),
        new("events", "const ever = name => name === 'hush' && ok('heard'); events.onAnyPublic(ever); events.offAnyPublic(ever); events.onPublic('hush', () => ok('not heard')); events.emitPublic('hush')", "\"not heard\""),

        new("flag, events", "events.on('flag.close', told => ok(told.flagIdentifier === shown._id)); const shown = flag.create({title: 'Done', body: 'All of it', type: 'success'}); shown.close()", "true"),
        new("messages", "const shown = ['generic', 'info', 'hint', 'success', 'warning', 'error'].map(kind => messages[kind]('Title', kind)); messages.onClose(shown[5], () => ok('closed')); shown.forEach(one => messages.clear(one))", "\"closed\""),
        new("history", "const seen = []; const steps = [() => history.forward(), () => history.go(-1), () => ok(seen)]; history.popState(told => { seen.push(told.newURL); steps.shift()?.(); }); history.pushState('one'); history.pushState('two'); history.getState(state => state === 'two' && history.back())", """["one","two","one"]"""),
        new("history", "history.replaceState('three'); history.getState(state => history.getState('all', all => ok([state, all.hash])))", """["three","three"]"""),
        new("page, host", "page.setTitle('Of the app'); host.focus(); host.getSelectedText(ok)", "\"\""),
        new("scrollPosition", "scrollPosition.setVerticalPosition(0); scrollPosition.getPosition(at => ok([typeof at.scrollY, at.width]))", """["number",1280]"""),
        new("sizeToParent, env", "addEventListener('resize', () => innerHeight > 400 && ok('high')); env.hideFooter(false); sizeToParent(true); env.sizeToParent(); env.getLocation(() => innerHeight > 400 && ok('high'))", "\"high\""),

        // What the client has of its own.
        new("", "AP.define('mine', ['request'], request => ({ask: request})); AP.require(['mine'], mine => mine.ask('/2.0/user').then(answer => ok(answer.xhr.status)))", "200"),
        new("", "AP.resize('100%', 500); const {w, h} = AP.size(); ok([AP.meta('local-base-url') === location.origin, AP.Meta.get('none') === undefined, AP.localUrl('/x') === location.origin + '/x', AP.container().tagName, w > 0 || w, h >= 0])", """[true,true,true,"BODY","100%",true]"""),
    ];

    /// <summary>In a dialog that was opened with custom data and a button "more".</summary>
    public static BridgeCall[] OfDialog { get; } =
    [
        new("dialog", "dialog.getCustomData(data => ok([data, dialog.customData]))", """[{"a":1},{"a":1}]"""),
        new("dialog", "const button = dialog.getButton('submit'); button.disable(); button.isEnabled(off => { button.enable(); button.isEnabled(on => { button.toggle(); button.isEnabled(again => { button.toggle(); ok([off, on, again]); }); }); })", "[false,true,false]"),
        new("dialog", "const more = dialog.getButton('more'); more.hide(); more.isHidden(hidden => { more.show(); more.isHidden(shown => ok([hidden, shown])); })", "[true,false]"),
        new("dialog", "dialog.getButton('more').bind(told => ok(told.button.text)); dialog.getButton('more').trigger()", "\"More\""),
        new("dialog", "const made = dialog.createButton({text: 'New', identifier: 'new'}); made.bind(() => ok('pressed')); made.trigger()", "\"pressed\""),
        new("dialog", "dialog.onDialogMessage('submit', () => { ok('stays'); return false; }); dialog.getButton('submit').trigger()", "\"stays\""),
        new("dialog, events", "dialog.disableCloseOnSubmit(); events.once('dialog.submit', told => ok(told.button.name)); dialog.getButton('submit').trigger()", "\"submit\""),
        new("request", $"request('{Repository}').then(answer => ok(JSON.parse(answer.body).full_name))", "\"ada/rocket\""),
    ];
}
