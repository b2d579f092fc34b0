using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Http;

/// <summary>
/// Pure-Python packages in their newest releases, unmodified and as Debian installs them: without records. Many branch on
/// the platform (urllib3 2 asks a browser where it is "emscripten").
/// </summary>
public sealed class NewestPackagesTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    [Theory]
    [InlineData("requests", "return [requests.get(PLAIN + '/echo?a=b', timeout=20).json()['target'], requests.post(SECURE + '/echo', json={'a': 1}).json()['body']]", """["/echo?a=b","{\"a\": 1}"]""")]
    [InlineData("urllib3", "return [urllib3.request('GET', PLAIN + '/echo?a=b').json()['target'], int(urllib3.__version__.split('.')[0]) >= 2]", """["/echo?a=b",true]""")]
    [InlineData("httpx", "async with httpx.AsyncClient() as c: return [httpx.get(PLAIN + '/echo?a=b').json()['target'], (await c.get(PLAIN + '/echo?c=d')).json()['target']]", """["/echo?a=b","/echo?c=d"]""")]
    public async Task A_client_reaches_a_server(string package, string body, string result) =>
        Assert.Equal(result, await JsonAsync(body, package));

    [Theory]
    [InlineData("requests", "requests.get('http://denied.example.com/')")]
    [InlineData("urllib3", "urllib3.request('GET', 'http://denied.example.com/', retries=False)")]
    [InlineData("httpx", "httpx.get('http://denied.example.com/')")]
    public async Task A_host_that_is_not_granted_is_named(string package, string body)
    {
        var envelope = await network.RunWithPackagesAsync(body, package, sitePackages: PythonPackages.Newest);
        Assert.Contains("the task may not reach denied.example.com", envelope.Error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dateutil.tz, datetime", "return dateutil.tz.gettz('Europe/Paris').utcoffset(datetime.datetime(2024, 7, 1)).total_seconds()", "7200.0")]
    [InlineData("arrow", "return str(arrow.get('2024-07-01', tzinfo='America/New_York'))", "\"2024-07-01T00:00:00-04:00\"")]
    [InlineData("bs4, importlib.metadata", "return [len(bs4.BeautifulSoup('<p>a<p>b', 'html5lib').find_all('p')), importlib.metadata.version('beautifulsoup4') > '4']", "[2,true]")]
    [InlineData("rich.console, io", "f = io.StringIO(); rich.console.Console(file=f, width=20).print('[bold]x[/bold]'); return f.getvalue()", "\"x\\n\"")]
    [InlineData("tqdm", "return sum(tqdm.tqdm(range(4)))", "6")]
    [InlineData("click.testing", "f = click.command()(click.option('--n', default=1)(lambda n: click.echo(n))); return click.testing.CliRunner().invoke(f, ['--n', '3']).output", "\"3\\n\"")]
    [InlineData("attrs", "return repr(attrs.make_class('A', ['x'])(3))", "\"A(x=3)\"")]
    [InlineData("packaging.tags", "return [next(packaging.tags.platform_tags()).startswith(('emscripten', 'pyemscripten', 'pyodide'))]", "[true]")]
    [InlineData("jinja2", "return jinja2.Template('{% for i in x %}{{ i }},{% endfor %}').render(x=['<', 2])", "\"<,2,\"")]
    [InlineData("platformdirs", "return platformdirs.user_cache_dir('x')", "\"/home/capsule/.cache/x\"")]
    [InlineData("tomlkit, jmespath, tabulate, typing_extensions", "return [tomlkit.parse('a = 1')['a'], jmespath.search('a', {'a': 2})]", "[1,2]")]
    [InlineData("pytest, pathlib", "pathlib.Path('test_x.py').write_text('def test_a(tmp_path): assert tmp_path.exists()'); return int(pytest.main(['-q', '-p', 'no:cacheprovider', 'test_x.py']))", "0")]
    public async Task A_package_does_what_it_does_elsewhere(string imports, string body, string result) =>
        Assert.Equal(result, await JsonAsync(body, imports));

    private async Task<string> JsonAsync(string body, string imports) =>
        (await network.RunWithPackagesAsync(body, imports, sitePackages: PythonPackages.Newest)).Json();
}
