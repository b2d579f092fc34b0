using System.Text;
using Capsule.Runtime.Tests.Support;
using NJsonSchema;

namespace Capsule.Runtime.Tests.Results;

public sealed class EnvelopeSchemaTests(RuntimeFixture fixture)
{
    [Theory]
    [InlineData("return {'a': [1, None]}")]
    [InlineData("raise ValueError('x')")]
    [InlineData("return float('nan')")]
    [InlineData("while True: pass")]
    public async Task An_envelope_is_what_its_schema_says(string body)
    {
        var schema = await JsonSchema.FromFileAsync(
            Path.Combine(Checkout.Root, "docs", "reference", "envelope.schema.json"), TestContext.Current.CancellationToken);

        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf(body, "compute='LOW'"));

        Assert.Empty(schema.Validate(Encoding.UTF8.GetString(envelope.ToJson())));
    }
}
