# The smallest stitch, as infra/minimal/template.yaml, for Terraform or OpenTofu. Not applied to an account yet.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 6.29" } # with invoked_via_function_url
  }
}
variable "zip" { default = "stitch-lambda.zip" } # the released zip
variable "token" { sensitive = true }            # callers send it as a bearer token

resource "aws_s3_bucket" "clips" { bucket_prefix = "stitch-clips-" }
resource "aws_s3_bucket" "renders" { bucket_prefix = "stitch-renders-" }
resource "aws_cloudwatch_log_group" "log" {
  name              = "/aws/lambda/stitch-minimal"
  retention_in_days = 14
}
resource "aws_iam_role" "role" {
  name_prefix        = "stitch-minimal-"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "policy" {
  role = aws_iam_role.role.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "s3:ListBucket", Resource = aws_s3_bucket.clips.arn },
    { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.clips.arn}/*" },
    { Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = "${aws_s3_bucket.renders.arn}/*" },
    { Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "${aws_cloudwatch_log_group.log.arn}:*" },
  ] })
}
resource "aws_lambda_function" "function" {
  function_name    = "stitch-minimal"
  runtime          = "nodejs24.x"
  architectures    = ["arm64"]
  handler          = "handler.handler"
  filename         = var.zip
  source_code_hash = filebase64sha256(var.zip)
  role             = aws_iam_role.role.arn
  memory_size      = 1769
  timeout          = 30
  depends_on       = [aws_cloudwatch_log_group.log]
  environment {
    variables = { STITCH_INPUT_BUCKET = aws_s3_bucket.clips.id, STITCH_OUTPUT_BUCKET = aws_s3_bucket.renders.id, STITCH_TOKEN = var.token }
  }
}
resource "aws_lambda_function_url" "url" {
  function_name      = aws_lambda_function.function.function_name
  authorization_type = "NONE"
}
resource "aws_lambda_permission" "call_url" {
  function_name          = aws_lambda_function.function.function_name
  principal              = "*"
  action                 = "lambda:InvokeFunctionUrl"
  function_url_auth_type = "NONE"
}
resource "aws_lambda_permission" "invoke_by_url" {
  function_name            = aws_lambda_function.function.function_name
  principal                = "*"
  action                   = "lambda:InvokeFunction"
  invoked_via_function_url = true
}
output "url" { value = aws_lambda_function_url.url.function_url }
output "clips" { value = aws_s3_bucket.clips.id }
