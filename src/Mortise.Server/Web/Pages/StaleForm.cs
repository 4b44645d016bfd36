using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Mortise.Server.Web.Pages;

/// <summary>What a form without its token is told: it was kept for long, or another site made it.</summary>
internal sealed class StaleForm : IAlwaysRunResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context)
    {
        if (context.Result is not IAntiforgeryValidationFailedResult)
            return;

        PageHeaders.Set(context.HttpContext.Response);
        context.Result = new ProblemText(
            "This form is out of date", "It was opened a while ago, or its cookie is gone.", "Go back, load the page again and send it once more.").ToPage(400);
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
